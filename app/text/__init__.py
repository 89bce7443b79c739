"""Text as a value: tokens, sentences, differences and merges.

Pure: strings in, values out; no database, no network, no clock.
"""
