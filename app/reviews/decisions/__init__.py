"""Decisions on revisions: a campaign's policy, what waits for the editors, and what they said."""
