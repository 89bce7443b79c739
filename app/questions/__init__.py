"""What people ask, and what became of it. A **hall** is one session of a conference, in which nobody signs in."""
