"""Sign-on by the providers of the company: whom to believe, where to find their keys, whose account it is."""
