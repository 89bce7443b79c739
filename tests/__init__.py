"""The tests of bonsens; their folders mirror ``app/``."""
