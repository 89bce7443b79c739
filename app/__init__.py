"""bonsens: a company writes its guide together with its people, in a fixed time."""
