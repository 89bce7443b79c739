"""What people say about pages. A **thread** is a comment on a page, or on a passage of it, with its replies."""
