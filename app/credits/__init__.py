"""Who is credited for what, and under which name. Knows nothing of editions."""
