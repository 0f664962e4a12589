"""A class as its homeroom teacher sees it: pupils by subjects, levels, conduct, absences."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.school import Course, SchoolClass
from desktop.queries.absence_totals import (
    NO_ROLLS,
    ClassAbsences,
    Missed,
    class_absences,
    typed_missed,
)
from desktop.queries.class_marks import ClassMarks, class_marks
from desktop.queries.conduct import (
    NOT_RATED,
    ConductFact,
    ConductOf,
    class_conduct,
    year_fact,
)
from desktop.queries.courses import CLASS_GONE, CourseFacts, course_facts, homeroom_teachers
from desktop.queries.locks import locks_in_force
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.queries.results import NOTHING_YET, Outcome, subject_result
from desktop.queries.settings import load_settings
from desktop.queries.years import YearFacts, school_years, year_of
from desktop.rules.grading import LevelReasoning, SubjectResult, learning_level
from desktop.rules.grading import is_counted as counts_in_ranking
from desktop.rules.locks import Lock, LockKind, Shelf, lock_over, locked_sentence
from desktop.rules.permissions import Capability, Person, Place, may
from desktop.rules.promotion import Promotion, Title, promotion, title_of
from desktop.rules.promotion import YearFacts as PupilYear
from desktop.rules.rule_set import RuleSet
from desktop.rules.terms import Assessment, Level, Term

_TO_SEE = "Bảng tổng hợp của lớp mở cho giáo viên chủ nhiệm, văn phòng và ban giám hiệu."


class NoteKind(StrEnum):
    """What the icon before a note says."""

    LEFT = "left"
    JOINED = "joined"
    RAISED = "raised"  # G-23 was applied
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Note:
    """A few words at the end of a line."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A pupil's line. `conduct` is of the term, or of the year by G-26.

    `promotion` and `title` are of the year only; `missing` are the courses without a result.
    """

    pupil: ClassPupil
    results: Mapping[UUID, Outcome]
    learning: LevelReasoning
    missing: tuple[UUID, ...] = ()
    conduct: ConductFact = NOT_RATED
    promotion: Promotion | None = None
    title: Title | None = None
    notes: tuple[Note, ...] = ()
    counted: Missed | None = None
    """Sessions missed as the rolls say; None where the numbers are typed into the line."""

    @property
    def missed(self) -> Missed:
        """Sessions missed in the term, or in the year."""
        return self.counted or typed_missed(self.conduct)

    @property
    def level(self) -> Level | None:
        """The learning level."""
        return self.learning.level

    @property
    def deciding(self) -> frozenset[str]:
        """The codes of the subjects that decided the level, to be underlined."""
        return frozenset(result.subject for result in self.learning.deciding)


@dataclass(frozen=True, slots=True)
class ClassTotals:
    """How many pupils of the class have which level, those who left apart; None: not yet."""

    learning: Mapping[Level | None, int] = field(default_factory=dict)
    conduct: Mapping[Level | None, int] = field(default_factory=dict)
    missing: Mapping[UUID, int] = field(default_factory=dict)
    """By course, how many have no result yet."""


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class in a term, or with `when` None in the year. `refusal` says why it is empty."""

    class_id: UUID
    when: Term | None
    refusal: str = ""
    class_name: str = ""
    grade: int = 0
    year: YearFacts | None = None
    homeroom: tuple[str, ...] = ()
    courses: tuple[CourseFacts, ...] = ()
    lines: tuple[ClassLine, ...] = ()
    totals: ClassTotals = ClassTotals()
    conduct_lock: Lock | None = None
    conduct_lock_sentence: str = ""
    sees_conduct: bool = False
    counts_rolls: bool = False
    """Whether absences come from daily rolls here, so that nobody types their number."""
    may_rate_conduct: bool = False
    """Whether this person enters conduct here; the year's is computed, so never for the year."""

    @property
    def scored(self) -> tuple[CourseFacts, ...]:
        return tuple(c for c in self.courses if c.assessment is Assessment.SCORE)

    @property
    def commented(self) -> tuple[CourseFacts, ...]:
        return tuple(c for c in self.courses if c.assessment is Assessment.COMMENT)

    def line(self, student_id: UUID) -> ClassLine | None:
        """The line of a pupil."""
        return next((x for x in self.lines if x.pupil.student_id == student_id), None)


def class_view(
    session: Session, by: Person, class_id: UUID, when: Term | None, today: date
) -> ClassView:
    """The class in a term, or in the year when `when` is None."""
    row = session.execute(
        select(SchoolClass.name, SchoolClass.grade, SchoolClass.school_year_id).where(
            SchoolClass.id == class_id
        )
    ).first()
    year = year_of(school_years(session), row.school_year_id) if row else None
    if row is None or year is None:
        return ClassView(class_id, when, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.MARKS_SEE, place, today):
        return ClassView(class_id, when, _TO_SEE, row.name, row.grade, year)
    settings = load_settings(session)
    rules = settings.rules(year.start_year)
    courses = _in_order(course_facts(session, Course.class_id == class_id, today))
    sees_conduct = may(by, Capability.CONDUCT_SEE, place, today)
    view = _Reading(
        when=when,
        courses=courses,
        rules=rules,
        marks=class_marks(session, courses, when, rules),
        conduct=class_conduct(session, class_id) if sees_conduct else {},
        absences=class_absences(session, class_id, year, settings) if sees_conduct else NO_ROLLS,
    )
    lines = tuple(view.line(pupil) for pupil in class_pupils(session, class_id))
    lock = _conduct_lock(session, year, Shelf(row.grade, class_id), when)
    return ClassView(
        class_id=class_id,
        when=when,
        class_name=row.name,
        grade=row.grade,
        year=year,
        homeroom=homeroom_teachers(session, [class_id], today).get(class_id, ()),
        courses=courses,
        lines=lines,
        totals=_totals(lines),
        conduct_lock=lock,
        conduct_lock_sentence=locked_sentence(lock, "Kết quả rèn luyện") if lock else "",
        sees_conduct=sees_conduct,
        counts_rolls=view.counts_rolls,
        may_rate_conduct=when is not None and may(by, Capability.CONDUCT_ENTER, place, today),
    )


def _in_order(courses: Sequence[CourseFacts]) -> tuple[CourseFacts, ...]:
    """Scored subjects before comment subjects, each by position."""
    return tuple(sorted(courses, key=lambda c: (c.assessment is Assessment.COMMENT, c.position)))


def _conduct_lock(
    session: Session, year: YearFacts, shelf: Shelf, when: Term | None
) -> Lock | None:
    if when is None:
        return None
    locks = locks_in_force(session, year.school_year_id, when)
    return lock_over(locks, shelf, when, LockKind.CONDUCT)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the lines of a class are made of."""

    when: Term | None
    courses: Sequence[CourseFacts]
    rules: RuleSet
    marks: ClassMarks
    conduct: ConductOf
    absences: ClassAbsences

    def line(self, pupil: ClassPupil) -> ClassLine:
        outcomes = {
            c.course_id: self.marks.get((c.course_id, pupil.student_id), NOTHING_YET)
            for c in self.courses
        }
        results = [subject_result(c, outcomes[c.course_id]) for c in self.courses]
        learning = learning_level(results, self.rules)
        first, second = (self.conduct.get((pupil.student_id, term), NOT_RATED) for term in Term)
        if self.when is None:
            conduct = year_fact(first, second, self.rules)
        else:
            conduct = first if self.when is Term.I else second
        decided, title = self._year_end(pupil, results, learning, (first, second))
        missing = tuple(
            c.course_id
            for c, result in zip(self.courses, results, strict=True)
            if result.is_missing
        )
        return ClassLine(
            pupil=pupil,
            results=outcomes,
            learning=learning,
            missing=missing,
            conduct=conduct,
            promotion=decided,
            title=title,
            notes=self._notes(pupil, learning, results),
            counted=self._counted(pupil, (first, second)),
        )

    def _year_end(
        self, pupil: ClassPupil, results: Sequence[SubjectResult], learning: LevelReasoning,
        conduct: tuple[ConductFact, ConductFact],
    ) -> tuple[Promotion | None, Title | None]:  # fmt: skip
        if self.when is not None:
            return None, None
        facts = PupilYear(
            learning=learning.level,
            conduct=year_fact(*conduct, self.rules).level,
            absences=self.absences.year_total(
                pupil.student_id, *conduct, self.rules.absences_allowed
            ),
            results=results,
        )
        return promotion(facts, self.rules), title_of(facts, self.rules)

    @property
    def counts_rolls(self) -> bool:
        """Whether rolls of the term, or of any term of the year, say what was missed."""
        counted = self.absences.counted
        return bool(counted) if self.when is None else self.when in counted

    def _counted(
        self, pupil: ClassPupil, conduct: tuple[ConductFact, ConductFact]
    ) -> Missed | None:
        if not self.counts_rolls:
            return None
        if self.when is None:
            return self.absences.of_year(pupil.student_id, *conduct)
        return self.absences.of_term(pupil.student_id, self.when, conduct[self.when - 1])

    def _notes(
        self, pupil: ClassPupil, learning: LevelReasoning, results: Sequence[SubjectResult]
    ) -> tuple[Note, ...]:
        notes = []
        if pupil.left_on is not None:
            return (Note(NoteKind.LEFT, f"đi {pupil.left_on:%d/%m}"),)
        if pupil.joined_on is not None:
            notes.append(Note(NoteKind.JOINED, f"đến {pupil.joined_on:%d/%m}"))
        if learning.adjusted:
            notes.append(Note(NoteKind.RAISED, "nâng mức"))
        wanting = [
            course.label
            for course, result in zip(self.courses, results, strict=True)
            if result.is_missing and counts_in_ranking(result, self.rules)
        ]
        if len(wanting) == 1:
            notes.append(Note(NoteKind.MISSING, f"thiếu {wanting[0]}"))
        elif wanting:
            notes.append(Note(NoteKind.MISSING, f"thiếu {len(wanting)} môn"))
        return tuple(notes)


def _totals(lines: Sequence[ClassLine]) -> ClassTotals:
    present = [line for line in lines if not line.pupil.has_left]
    return ClassTotals(
        learning=Counter(line.level for line in present),
        conduct=Counter(line.conduct.level for line in present),
        missing=Counter(course_id for line in present for course_id in line.missing),
    )
