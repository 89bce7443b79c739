"""The browser client: serves what ``ui/`` is built into. Knows no domain package, and asks the API nothing."""
