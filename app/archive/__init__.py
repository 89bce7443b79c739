"""Import and export of whole histories. Writes through the same doors as everyone."""
