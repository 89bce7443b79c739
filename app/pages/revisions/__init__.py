"""The chain of a page's revisions: proposed, saved, appended, redacted and proven."""
