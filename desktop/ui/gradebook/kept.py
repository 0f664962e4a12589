"""What was typed and could not be written: kept as typed, per person, until it is settled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from desktop.rules.grading import half_up
from desktop.rules.marks import HIGHEST, show_tenths
from desktop.rules.terms import Assessment, Term
from desktop.store.school import School

_NUMBER: Final = re.compile(r"(\d{1,3})(?:[.,](\d{1,6}))?")


class KeptAs(StrEnum):
    """Why a text was kept."""

    TYPED = "typed"  # it cannot be read as a mark
    CONFLICT = "conflict"  # somebody else has written another value
    REFUSED = "refused"  # the book was locked meanwhile


@dataclass(frozen=True, slots=True)
class Kept:
    """One text for one cell; `sentence` says why it is not in the book, and what to do."""

    text: str
    why: KeptAs
    sentence: str


Place = tuple[UUID, str]
"""Pupil and column key."""


def kept_name(course_id: UUID, term: Term) -> str:
    """The preference of a course, or of a class, in a term."""
    return f"gradebook.kept.{course_id}.{int(term)}"


class KeptTexts:
    """The kept texts of one sheet, on this computer, for the signed-in person."""

    def __init__(self, school: School, name: str) -> None:
        """`name` is that of the preference: `kept_name` for a course in a term."""
        self._school = school
        self._name = name
        self._texts = dict(_read(school.preference(self._name, [])))

    def __len__(self) -> int:
        return len(self._texts)

    def get(self, place: Place) -> Kept | None:
        return self._texts.get(place)

    def items(self) -> Mapping[Place, Kept]:
        return dict(self._texts)

    def undecided(self, student_id: UUID) -> bool:
        """Whether two values of a pupil still wait for a choice; words wait apart."""
        return any(
            kept.why is KeptAs.CONFLICT and place[0] == student_id and place[1].isdigit()
            for place, kept in self._texts.items()
        )

    def change(self, changes: Mapping[Place, Kept | None]) -> dict[Place, Kept | None]:
        """Keep or drop texts, durable on return; what was there before is returned."""
        before = {place: self._texts.get(place) for place in changes}
        if all(before[place] == kept for place, kept in changes.items()):
            return before
        for place, kept in changes.items():
            if kept is None:
                self._texts.pop(place, None)
            else:
                self._texts[place] = kept
        self._school.keep_preference(self._name, self._plain())
        return before

    def _plain(self) -> list[list[str]]:
        return [
            [str(student), column, kept.text, kept.why.value, kept.sentence]
            for (student, column), kept in self._texts.items()
        ]


def _read(stored: object) -> Iterator[tuple[Place, Kept]]:
    """What an earlier session kept; a line of another form is passed over."""
    for line in stored if isinstance(stored, list) else ():
        match line:
            case [str(student), str(column), str(text), str(why), str(sentence)]:
                yield (UUID(student), column), Kept(text, KeptAs(why), sentence)


def _is_mark(whole: str, decimals: str) -> bool:
    return 10 * int(whole) + int(decimals or 0) <= HIGHEST


def ways_out(text: str, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What could have been meant, as (button, text to write); never more than one guess."""
    found = _NUMBER.fullmatch(text.strip())
    if assessment is not Assessment.SCORE or not found:
        return ()
    whole, decimals = found[1], found[2] or ""
    if len(decimals) > 1:
        tenths = half_up(10 * int(whole + decimals), 10 ** len(decimals))
        shown = show_tenths(tenths)
        return ((f"Ghi {shown} (làm tròn)", shown),) if tenths <= HIGHEST else ()
    if decimals or len(whole) == 1:  # a mark after all: the disk took nothing then
        return ((f"Ghi lại {text.strip()}", text),) if _is_mark(whole, decimals) else ()
    if len(whole) == 2 and int(whole) <= HIGHEST - 1:  # noqa: PLR2004 - 75
        shown = show_tenths(int(whole))
        return ((f"Ghi {shown}", shown),)
    return ()
