"""The terms of a school year, the four levels, and the two kinds of assessment."""

from enum import IntEnum, StrEnum


class Term(IntEnum):
    """Học kì I and II."""

    I = 1  # noqa: E741 - the Circular numbers them so
    II = 2


class Level(IntEnum):
    """Learning and conduct result (G-19 … G-22, G-25); the higher, the better."""

    CHUA_DAT = 0
    DAT = 1
    KHA = 2
    TOT = 3

    @property
    def label(self) -> str:
        """The word that is printed."""
        return ("Chưa đạt", "Đạt", "Khá", "Tốt")[self]


class Assessment(StrEnum):
    """How a subject is assessed: comment with score (G-2) or comment only (G-1)."""

    SCORE = "score"
    COMMENT = "comment"
