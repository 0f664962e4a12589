"""All that the school's program holds of one pupil, for the parents who ask for it (D-5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.pupil import Pupil, text_of
from desktop.models.school import SchoolYear, Subject
from desktop.queries.class_book import BookHeading, heading_of
from desktop.queries.consents import ConsentLine
from desktop.queries.marks import mark_value
from desktop.queries.pupil_card import PUPIL_GONE, PupilCard, pupil_card
from desktop.queries.pupil_year import PupilYear, pupil_year
from desktop.queries.rolls import MARKS, PARTS
from desktop.queries.transfers import TransferLine
from desktop.rules.instants import show_day
from desktop.rules.marks import column_name, show_mark
from desktop.rules.permissions import Person
from desktop.rules.profile import SEXES, ProfileField
from desktop.rules.terms import Level, Term

_TO_SEE = (
    "Việc xuất toàn bộ dữ liệu của một em cần giáo viên chủ nhiệm, văn phòng hoặc hiệu trưởng. "
    "Chưa có gì được xuất."
)


_NO_HEADING: Final = BookHeading("", "", "", "")


@dataclass(frozen=True, slots=True)
class SubjectData:
    """A subject in a year: each mark as term, column and value; comments by term."""

    subject: str
    marks: tuple[tuple[str, str, str], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TermData:
    """Conduct and absences of a term."""

    term: str
    conduct: str = ""
    remark: str = ""
    excused: int | None = None
    unexcused: int | None = None


@dataclass(frozen=True, slots=True)
class YearData:
    """A school year of the pupil."""

    year: str
    classes: tuple[str, ...]
    subjects: tuple[SubjectData, ...] = ()
    terms: tuple[TermData, ...] = ()
    absences: tuple[tuple[str, str, str, str], ...] = ()
    """Day, part of the day, what stands in the roll, note."""


@dataclass(frozen=True, slots=True)
class PupilDossier:
    """Everything, in words. `refusal` says why it is empty; `made_at` in UTC microseconds.

    `profile` are the fields in which something stands, label and value.
    """

    student_id: UUID
    refusal: str = ""
    made_at: int = 0
    heading: BookHeading = _NO_HEADING
    full_name: str = ""
    class_id: UUID | None = None
    class_name: str = ""
    profile: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    classes: tuple[tuple[str, ...], ...] = ()
    transfers: tuple[tuple[str, ...], ...] = ()
    consents: tuple[tuple[str, ...], ...] = ()
    papers: tuple[tuple[str, ...], ...] = ()
    years: tuple[YearData, ...] = ()
    photo: bytes = b""


def pupil_dossier(
    session: Session, by: Person, student_id: UUID, today: date, now: int = 0
) -> PupilDossier:
    """All of a pupil; only for who may export it."""
    card = pupil_card(session, by, student_id, today)
    if card.pupil is None:
        return PupilDossier(student_id, card.refusal or PUPIL_GONE)
    if not card.rights.export or not card.with_care:
        return PupilDossier(student_id, _TO_SEE)
    return PupilDossier(
        student_id,
        made_at=now,
        heading=heading_of(session)[0],
        full_name=card.pupil.full_name,
        class_id=card.class_id,
        class_name=card.class_name,
        profile=tuple(_profile(card.pupil)),
        groups=tuple(
            (g.facts.name, g.facts.document, show_day(g.facts.from_day), show_day(g.facts.to_day))
            for g in card.groups
        ),
        classes=tuple(
            (f"{c.start_year}–{c.start_year + 1}", c.name, show_day(c.joined_on),
             show_day(c.left_on), c.leave_reason)
            for c in card.classes
        ),
        transfers=tuple(map(_transfer, card.transfers)),
        consents=tuple(map(_consent, card.consents)),
        papers=tuple((p.title, p.kind.value.upper(), str(p.size), p.sha256) for p in card.papers),
        years=tuple(_years(session, card)),
        photo=card.photo.small if card.photo else b"",
    )  # fmt: skip


def _profile(pupil: Pupil) -> Iterator[tuple[str, str]]:
    for field in ProfileField:
        text = text_of(pupil, field)
        if field is ProfileField.BIRTH_DATE:
            text = show_day(pupil.birth_date)
        elif field is ProfileField.SEX:
            text = SEXES.get(text, text)
        if text:
            yield field.label, text


def _transfer(line: TransferLine) -> tuple[str, ...]:
    where = f"{line.other_class} → {line.class_name}" if line.other_class else line.class_name
    return line.kind.label, show_day(line.day), where, line.place, line.reason, line.document


def _consent(line: ConsentLine) -> tuple[str, ...]:
    relation = line.relation.label if line.relation else ""
    who = f"{line.given_by} ({relation})" if line.given_by else relation
    return (
        line.purpose.label, line.standing.label, show_day(line.answer.day), who,
        line.method.label if line.method else "", show_day(line.answer.expires_on),
        show_day(line.answer.withdrawn_on),
    )  # fmt: skip


def _years(session: Session, card: PupilCard) -> Iterator[YearData]:
    years = session.execute(
        select(SchoolYear.id, SchoolYear.start_year).order_by(SchoolYear.start_year)
    )
    subjects = {
        row.id: (row.position, row.name)
        for row in session.execute(select(Subject.id, Subject.position, Subject.name))
    }
    for year_id, start_year in years:
        classes = tuple(c.name for c in card.classes if c.start_year == start_year)
        if not classes:
            continue
        found = pupil_year(session, card.student_id, year_id)
        yield YearData(
            f"{start_year}–{start_year + 1}",
            tuple(reversed(classes)),
            _subjects(found, subjects),
            tuple(
                TermData(
                    _term(term),
                    "" if row.level is None else Level(row.level).label,
                    row.remark, row.excused, row.unexcused,
                )
                for term, row in sorted(found.conduct.items())
            ),
            tuple(
                (show_day(day), PARTS[part].label, MARKS[row.mark].label, row.note)
                for (day, part), row in sorted(found.absences.items())
            ),
        )  # fmt: skip


def _subjects(found: PupilYear, subjects: dict[UUID, tuple[int, str]]) -> tuple[SubjectData, ...]:
    made: dict[UUID, SubjectData] = {}

    def of(subject_id: UUID) -> SubjectData:
        return made.get(subject_id) or SubjectData(subjects.get(subject_id, (0, ""))[1])

    for (subject_id, term, column), row in sorted(found.marks.items(), key=lambda x: x[0][1:]):
        mark = _term(term), column_name(column), show_mark(mark_value(row))
        data = of(subject_id)
        made[subject_id] = replace(data, marks=(*data.marks, mark))
    for (subject_id, term), comment in sorted(found.comments.items(), key=lambda x: x[0][1]):
        data = of(subject_id)
        made[subject_id] = replace(data, comments=(*data.comments, (_term(term), comment.text)))
    return tuple(made[key] for key in sorted(made, key=lambda key: subjects.get(key, (0, ""))))


def _term(term: int) -> str:
    return f"Học kì {Term(term).name}"
