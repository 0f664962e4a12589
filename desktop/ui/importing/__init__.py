"""Import preview first: what a file would change, settled in place, then written as one command."""
