"""Lists of pages and themes with what their screen shows beside them: votes, discussion, decisions, authors."""
