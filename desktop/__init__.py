"""Sổ Trường: class lists, gradebook and official books of a Vietnamese school."""

__version__ = "0.1.0"
