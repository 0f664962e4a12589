"""Lớp học: the list of a class as a spreadsheet, and finding a pupil of the school."""
