"""The command line: the window's jobs without the window, through the same code."""
