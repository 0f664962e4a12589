"""Việc cần làm: what waits for a person, and the way to the very cell."""
