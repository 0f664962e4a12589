"""Keeping a person's local file and the school's central database in agreement."""
