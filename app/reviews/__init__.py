"""Ballots, support and decisions on revisions. Knows nothing of editions."""
