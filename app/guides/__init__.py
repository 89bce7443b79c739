"""Compiles accepted revisions into editions of the guide."""
