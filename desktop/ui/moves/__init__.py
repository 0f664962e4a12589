"""Lớp học, Chuyển đến, chuyển đi: who comes, leaves, returns, changes class."""
