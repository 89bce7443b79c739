"""Who is asking: users and bearer tokens. Knows nothing of campaigns."""
