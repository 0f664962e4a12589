"""Finding a pupil of the school by a few letters without tones, in memory."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Enrolment, Student
from desktop.models.school import SchoolClass
from desktop.queries.years import school_years, year_of, year_on
from desktop.rules.names import fold, found_by, name_key, nfc, search_key, search_words, split_name
from desktop.rules.permissions import Capability, Person, Place, may

INDEX_TABLES: Final = frozenset({"student", "enrolment", "school_class", "role_assignment"})
"""When one of these changes, an index that somebody holds is out of date."""


@dataclass(frozen=True, slots=True)
class FoundPupil:
    """A pupil with the class; `left_on` of one who has left."""

    student_id: UUID
    full_name: str
    class_id: UUID
    class_name: str
    birth_date: date | None = None
    code: str = ""
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    found: FoundPupil
    key: str
    given: str
    cased: str


@dataclass(frozen=True, slots=True)
class PupilIndex:
    """The pupils of a year whom somebody may see, in the order of names; build it once."""

    entries: tuple[_Entry, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str, limit: int = 20) -> tuple[FoundPupil, ...]:
        """Who has all words of the text at the beginning of words of name, class or code.

        First those with the tones as typed, if any were typed, then those whose given name is
        meant; the rest in the order of names, who left last.
        """
        words = search_words(text)
        if not words:
            return ()
        typed = [] if text.isascii() else nfc(text).casefold().split()
        last = fold(text).split()[-1]
        hits = [entry for entry in self.entries if found_by(words, entry.key)]
        hits.sort(
            key=lambda entry: (
                entry.found.left_on is not None,
                not all(f" {word}" in entry.cased for word in typed),
                not entry.given.startswith(last),
            )
        )
        return tuple(entry.found for entry in hits[:limit])


def pupil_index(
    session: Session, by: Person, today: date, school_year_id: UUID | None = None
) -> PupilIndex:
    """The index of a year, of today's without one."""
    years = school_years(session)
    year = year_of(years, school_year_id) or year_on(years, today)
    if year is None:
        return PupilIndex()
    classes = {
        class_id: name
        for class_id, name in session.execute(
            select(SchoolClass.id, SchoolClass.name).where(
                SchoolClass.school_year_id == year.school_year_id
            )
        )
        if may(by, Capability.ROSTER_SEE, Place(class_id=class_id), today)
    }
    rows = session.execute(
        select(
            Student.id, Student.full_name, Enrolment.class_id, Student.birth_date, Student.code,
            Enrolment.left_on,
        )
        .join(Enrolment, Enrolment.student_id == Student.id)
        .where(Enrolment.class_id.in_(list(classes)))
    )  # fmt: skip
    entries = [
        _entry(FoundPupil(student_id, name, class_id, classes[class_id], birth, code, left_on))
        for student_id, name, class_id, birth, code, left_on in rows
    ]
    entries.sort(key=lambda e: (name_key(e.found.full_name), e.found.class_name, e.found.code))
    return PupilIndex(tuple(entries))


def _entry(found: FoundPupil) -> _Entry:
    more = f"{found.class_name} {found.code}"
    return _Entry(
        found=found,
        key=f"{search_key(found.full_name)} {fold(more)}",
        given=fold(split_name(found.full_name)[1]),
        cased=f" {nfc(found.full_name)} {more}".casefold(),
    )


def find_pupils(
    session: Session, by: Person, text: str, limit: int, today: date
) -> tuple[FoundPupil, ...]:
    """A single search; who searches at every key stroke keeps a `pupil_index`."""
    return pupil_index(session, by, today).find(text, limit)
