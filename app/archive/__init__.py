"""Whole histories and whole campaigns: importing, cloning, deleting. Writes through the same doors as everyone."""
