"""Quản trị: the school, its staff, classes and courses, locks, backups and the journal."""
