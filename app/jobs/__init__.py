"""Long work that a worker does outside the request. Knows no kind of work by name."""
