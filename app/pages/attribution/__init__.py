"""Who wrote what: found out as a revision is appended, stored beside it, proven, and rebuilt."""
