"""How a day of a roll is written and read: a letter, or one for each session as K/P."""

from collections.abc import Mapping, Sequence
from typing import Final

from desktop.rules.attendance import PRESENT, AbsenceMark, DayPart, NotAnAbsence, parse_absence

Marks = Mapping[DayPart, AbsenceMark | None]
_NOBODY: Final = "–"
_SIGNS_OF_NOBODY: Final = frozenset({"–", "-", ""})
_APART: Final = "/"


def show_marks(parts: Sequence[DayPart], marks: Marks) -> str:
    """`K`, or `K/–` where the sessions of the day differ; empty for a pupil who was there."""
    letters = [mark.value if (mark := marks.get(part)) else "" for part in parts]
    if len(set(letters)) <= 1:
        return letters[0] if letters else ""
    return _APART.join(letter or _NOBODY for letter in letters)


def read_marks(text: str, parts: Sequence[DayPart]) -> Marks:
    """What was typed: one letter for all sessions, or as many as there are; raises NotAnAbsence."""
    given = [piece.strip() for piece in text.split(_APART)]
    if len(given) == 1:
        mark = parse_absence(text)
        return dict.fromkeys(parts, mark)
    if len(given) != len(parts):
        raise NotAnAbsence(text.strip())
    try:
        return {
            part: None if piece in _SIGNS_OF_NOBODY else parse_absence(piece)
            for part, piece in zip(parts, given, strict=True)
        }
    except NotAnAbsence as wrong:
        raise NotAnAbsence(text.strip()) from wrong


def say_marks(parts: Sequence[DayPart], marks: Marks) -> str:
    """`nghỉ có phép`; where the sessions differ `sáng: có mặt · chiều: đi muộn`."""
    words = [mark.label if (mark := marks.get(part)) else PRESENT for part in parts]
    if len(set(words)) <= 1:
        return words[0] if words else ""
    return " · ".join(
        f"{part.label.lower()}: {word}" for part, word in zip(parts, words, strict=True)
    )
