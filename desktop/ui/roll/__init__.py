"""Lớp học, Điểm danh: the roll of a day and of a month."""
