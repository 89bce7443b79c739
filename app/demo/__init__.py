"""Plays the sample campaign through the HTTP API, as its people would have. Knows no table."""
