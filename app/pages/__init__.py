"""Pages, their one chain of revisions, and drafts. Knows no ballots and no editions."""
