"""A whole class goes on to the next school year."""
