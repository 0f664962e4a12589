"""What the window of a connected school tells of the server, and asks because of it."""
