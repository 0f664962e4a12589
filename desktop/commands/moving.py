"""Moving a pupil between classes of a grade: one enrolment closes, another opens (sync.md 27)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from desktop.commands.belongings import hand_over, keep_names
from desktop.commands.books import Books
from desktop.commands.carrying import carry, carrying, lock_in_the_way
from desktop.commands.command import Code, Command, NamedFile, Refused, require
from desktop.commands.enrolled import Enrolled, require_pupil
from desktop.commands.papers import named_files, require_papers
from desktop.commands.shelves import class_of
from desktop.commands.take_back import TakeBackTransfer
from desktop.commands.transfers import (
    Circumstances,
    record,
    require_day,
    require_joined,
    require_present,
    transfer_id,
)
from desktop.models.people import Enrolment
from desktop.models.school import SchoolClass
from desktop.rules.instants import show_moment
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience
from desktop.rules.transfers import TransferKind, moved_from, moved_to


class MoveClass(Command, frozen=True, tag="move_class"):
    """Move a pupil to another class of the grade, from that day on.

    Marks, comments and conduct of the year are copied into the new class's books; the old ones
    keep theirs. Where part of them is locked, the number of the principal's decision is needed.
    """

    TITLE: ClassVar[str] = "Chuyển lớp"
    class_id: UUID
    student_id: UUID
    to_class_id: UUID
    day: date
    about: Circumstances = Circumstances()
    decision: str = ""

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the move; they go with the pupil."""
        return named_files(self.about.papers, self.to_class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right in both classes, a pupil who is there, a fitting class and day, no lock."""
        where = require_pupil(books, self.class_id, self.student_id)
        to_class = class_of(books, self.to_class_id)
        for class_id in (self.class_id, self.to_class_id):
            require(books, by, Capability.CLASS_PROMOTE, Place(class_id=class_id))
        require_papers(self.about.papers)
        _require_fitting(where.school_class, to_class)
        require_present(where.student.full_name, where.enrolment)
        require_joined(where.student.full_name, where.enrolment.joined_on, self.day)
        require_day(books, where.school_class, self.day)
        if not self.decision.strip():
            self._require_unlocked(books, where, to_class)

    def apply(self, books: Books, by: Person) -> None:
        """Copy the year, close and open enrolments, hand over what is the pupil's own."""
        where = require_pupil(books, self.class_id, self.student_id)
        to_class = class_of(books, self.to_class_id)
        carry(books, by, carrying(books, self.student_id, to_class))
        pupil = self.student_id, self.to_class_id
        event = record(books, by, TransferKind.MOVE, pupil, self.day, self.about)
        event.other_class_id = self.class_id
        if self.decision.strip():
            event.document = self.decision.strip()
        keep_names(books, [self.student_id], self.class_id)
        where.enrolment.left_on = self.day
        where.enrolment.leave_reason = moved_to(to_class.name)
        opened = books.session.get(Enrolment, (self.student_id, self.to_class_id))
        if opened is None:
            opened = Enrolment(
                student_id=self.student_id, class_id=self.to_class_id, joined_on=self.day,
                came_from=moved_from(where.school_class.name),
                audience=audience(AudienceKind.CLASS, self.to_class_id),
            )  # fmt: skip
            books.session.add(opened)
        else:
            event.left_on, event.leave_reason = opened.left_on, opened.leave_reason
            opened.left_on, opened.leave_reason = None, ""
        books.session.flush()
        hand_over(books, [self.student_id], self.to_class_id)

    def inverse(self, own_id: UUID) -> TakeBackTransfer:
        """Still in the old class."""
        return TakeBackTransfer(
            class_id=self.to_class_id, student_id=self.student_id, transfer_id=transfer_id(own_id)
        )

    def _require_unlocked(self, books: Books, where: Enrolled, to_class: SchoolClass) -> None:
        carried = carrying(books, self.student_id, to_class)
        lock = lock_in_the_way(books, carried, where.school_class)
        if lock is None:
            return
        raise Refused(
            Code.LOCKED,
            f"Sổ học kì {lock.term.name} của {where.student.full_name} đã được {lock.by_name} "
            f"khóa lúc {show_moment(lock.at)} (lí do: {lock.reason}). Ghi số quyết định của hiệu "
            f"trưởng để chuyển em kèm nguyên phần đã khóa sang lớp {to_class.name}, hoặc đề nghị "
            "mở khóa rồi chuyển. Chưa có gì thay đổi.",
        )


def _require_fitting(from_class: SchoolClass, to_class: SchoolClass) -> None:
    if from_class.id == to_class.id:
        raise Refused(Code.INVALID, f"Em đang học lớp {to_class.name}. Chọn lớp khác rồi lưu.")
    if (from_class.school_year_id, from_class.grade) != (to_class.school_year_id, to_class.grade):
        raise Refused(
            Code.INVALID,
            f"Lớp {from_class.name} và lớp {to_class.name} không cùng khối, cùng năm học. Chuyển "
            "lớp chỉ trong một khối; lên lớp, ở lại lớp ghi khi mở năm học mới.",
        )
