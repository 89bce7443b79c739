"""Ballots and support: cast, counted, ranked and recounted. Secret: only tallies leave."""
