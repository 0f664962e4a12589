"""A class goes on to the next school year: up, once more, or with the level completed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.belongings import forget_names, hand_over, keep_names
from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.shelves import class_of
from desktop.models.attendance import Absence
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment
from desktop.models.school import Course, SchoolClass, SchoolYear
from desktop.queries.class_view import class_view
from desktop.queries.promotion_plan import decision_of, is_last_grade, present_lines
from desktop.rules.next_year import Outcome, outcome_of
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience


class Onward(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pupil with the class of the next year; none for who has completed the level.

    `decision` is the number of the principal's decision, where the outcome does not follow from
    the year's result (G-28, or the result is still open).
    """

    student_id: UUID
    outcome: Outcome
    to_class_id: UUID | None = None
    decision: str = ""


class PromoteClass(Command, frozen=True, tag="promote_class"):
    """Put the pupils of a class on the lists of the next school year."""

    TITLE: ClassVar[str] = "Cho lớp lên năm học mới"
    class_id: UUID
    lines: tuple[Onward, ...]

    def check(self, books: Books, by: Person) -> None:
        """The right, the year's results, fitting classes of the next year, nobody twice."""
        school_class = class_of(books, self.class_id)
        require(books, by, Capability.CLASS_PROMOTE, Place(class_id=self.class_id))
        bad = list(self._bad_lines(books, by, school_class))
        if bad:
            raise Refused(bad[0].code, summary(bad, len(self.lines), "em"), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Open the new enrolments, and hand over what is the pupils' own."""
        going: dict[UUID, list[UUID]] = defaultdict(list)
        for line in self.lines:
            if line.to_class_id is not None:
                going[line.to_class_id].append(line.student_id)
        for to_class_id, pupils in going.items():
            keep_names(books, pupils, self.class_id)
            in_class = audience(AudienceKind.CLASS, to_class_id)
            for student_id in pupils:
                books.session.add(
                    Enrolment(student_id=student_id, class_id=to_class_id, audience=in_class)
                )
            hand_over(books, pupils, to_class_id)

    def inverse(self, own_id: UUID) -> "TakeBackPromotion":  # noqa: ARG002
        """On the old list alone."""
        return TakeBackPromotion(class_id=self.class_id, lines=self.lines)

    def _bad_lines(self, books: Books, by: Person, school_class: SchoolClass) -> Iterator[Detail]:
        view = class_view(books.session, by, self.class_id, None, books.today)
        present = {line.pupil.student_id: line for line in present_lines(view)}
        classes = _next_classes(books, school_class)
        taken = _taken(books, classes, [line.student_id for line in self.lines])
        last = is_last_grade(books.session, school_class.grade)
        for line in self.lines:
            pupil = present.get(line.student_id)
            if pupil is None:
                sentence = f"Em này không còn học ở lớp {school_class.name}."
                yield Detail(Code.MISSING, sentence, student_id=line.student_id)
                continue
            name = pupil.pupil.full_name
            if line.student_id in taken:
                sentence = f"{name} đã có tên ở lớp {taken[line.student_id]} năm học mới."
                yield Detail(Code.CONFLICT, sentence, student_id=line.student_id)
                continue
            expected = outcome_of(decision_of(pupil).decision, last_grade=last)
            sentence = _unfit(line, name, expected) or _wrong_class(
                line, name, school_class, classes
            )
            if sentence:
                yield Detail(Code.INVALID, sentence, student_id=line.student_id)


class TakeBackPromotion(Command, frozen=True, tag="take_back_promotion"):
    """Take pupils off the lists of the next year again, before anything was entered there."""

    TITLE: ClassVar[str] = "Hủy cho lớp lên năm học mới"
    class_id: UUID
    lines: tuple[Onward, ...]

    def check(self, books: Books, by: Person) -> None:
        """The right, and nothing entered about them in the new classes."""
        class_of(books, self.class_id)
        require(books, by, Capability.CLASS_PROMOTE, Place(class_id=self.class_id))
        bad = [
            Detail(
                Code.IN_USE,
                "Sổ năm học mới đã có phần ghi về em này nên em được giữ trong danh sách lớp mới. "
                "Nếu xếp nhầm lớp, ghi chuyển lớp.",
                student_id=line.student_id,
            )
            for line in self.lines
            if line.to_class_id and _written(books, line.student_id, line.to_class_id)
        ]
        if bad:
            raise Refused(Code.IN_USE, summary(bad, len(self.lines), "em"), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Delete the new enrolments; the pupils' own rows lie with the old class again."""
        back = []
        for line in self.lines:
            row = books.session.get(Enrolment, (line.student_id, line.to_class_id))
            if row is None:
                continue
            books.session.delete(row)
            back.append(line.student_id)
            old = books.session.get(Enrolment, (line.student_id, self.class_id))
            if old is not None:
                forget_names(old)
        hand_over(books, back, self.class_id)

    def inverse(self, own_id: UUID) -> PromoteClass:  # noqa: ARG002
        """On the lists of the next year."""
        return PromoteClass(class_id=self.class_id, lines=self.lines)


def _unfit(line: Onward, name: str, expected: Outcome | None) -> str:
    if line.outcome is expected or line.decision.strip():
        return ""
    if expected is None:
        return (
            f"{name} chưa có kết quả cả năm hoặc còn rèn luyện, kiểm tra lại trong hè. Hoàn tất "
            "sổ, hoặc ghi số quyết định của hiệu trưởng."
        )
    return (
        f"Theo kết quả cả năm, {name} {expected.label}. Muốn ghi {line.outcome.label}, ghi số "
        "quyết định của hiệu trưởng."
    )


def _wrong_class(
    line: Onward, name: str, school_class: SchoolClass, classes: dict[UUID, SchoolClass]
) -> str:
    if line.outcome is Outcome.FINISHED:
        return "" if line.to_class_id is None else f"{name} hoàn thành cấp học nên không xếp lớp."
    target = classes.get(line.to_class_id) if line.to_class_id else None
    grade = school_class.grade + (line.outcome is Outcome.UP)
    if target is None or target.grade != grade:
        return f"Chọn cho {name} một lớp {grade} của năm học mới."
    return ""


def _next_classes(books: Books, school_class: SchoolClass) -> dict[UUID, SchoolClass]:
    """The classes of the year after that of a class."""
    this = books.session.get(SchoolYear, school_class.school_year_id)
    start = this.start_year + 1 if this else 0
    rows = books.session.scalars(
        select(SchoolClass)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .where(SchoolYear.start_year == start)
    )
    return {row.id: row for row in rows}


def _taken(books: Books, classes: dict[UUID, SchoolClass], pupils: list[UUID]) -> dict[UUID, str]:
    """Who of them is on a list of the next year already, and on which."""
    rows = books.session.execute(
        select(Enrolment.student_id, Enrolment.class_id).where(
            Enrolment.class_id.in_(list(classes)), Enrolment.student_id.in_(pupils)
        )
    )
    return {student_id: classes[class_id].name for student_id, class_id in rows}


def _written(books: Books, student_id: UUID, class_id: UUID) -> bool:
    """Whether marks, comments, conduct or absences of the pupil stand in that class's books."""
    courses = select(Course.id).where(Course.class_id == class_id)
    found = (
        select(MarkRow.student_id).where(
            MarkRow.student_id == student_id, MarkRow.course_id.in_(courses)
        ),
        select(Comment.student_id).where(
            Comment.student_id == student_id, Comment.course_id.in_(courses)
        ),
        select(Conduct.student_id).where(
            Conduct.student_id == student_id, Conduct.class_id == class_id
        ),
        select(Absence.student_id).where(
            Absence.student_id == student_id, Absence.class_id == class_id
        ),
    )
    return any(books.session.scalar(one.limit(1)) is not None for one in found)
