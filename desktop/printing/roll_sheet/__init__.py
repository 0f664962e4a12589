"""Sổ gọi tên: the roll of a month on paper, alone and in the class book."""
