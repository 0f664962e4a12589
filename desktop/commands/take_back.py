"""Taking back the last transfer of a pupil, as if it had not been recorded."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands.belongings import forget_names, hand_over
from desktop.commands.books import Books
from desktop.commands.carrying import copies_in
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.enrolled import require_pupil
from desktop.commands.pupil_rows import load_pupils, remove_pupil
from desktop.commands.shelves import class_of
from desktop.models.attendance import Absence, AbsenceBefore
from desktop.models.consents import Consent
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import Enrolment
from desktop.models.profile import Paper
from desktop.models.transfers import Transfer
from desktop.rules.permissions import Capability, Person, Place
from desktop.rules.transfers import TransferKind


class TakeBackTransfer(Command, frozen=True, tag="take_back_transfer"):
    """Undo the last event of a pupil; the class is that in which the pupil is since."""

    TITLE: ClassVar[str] = "Hủy ghi chuyển đến, chuyển đi"
    class_id: UUID
    student_id: UUID
    transfer_id: UUID

    def check(self, books: Books, by: Person) -> None:
        """The right to the event, nothing after it, and nothing entered that would be lost."""
        where = require_pupil(books, self.class_id, self.student_id)
        event = self._event(books)
        moves = event.kind == TransferKind.MOVE.value
        right = Capability.CLASS_PROMOTE if moves else Capability.TRANSFER_RECORD
        require(books, by, right, Place(class_id=self.class_id))
        if self._later(books, event):
            raise Refused(
                Code.IN_USE,
                f"Sau lần này, {where.student.full_name} còn có lần chuyển khác. "
                "Hủy từ lần gần nhất trở về trước.",
            )
        if event.kind == TransferKind.IN.value and self._has_entries(books):
            raise Refused(
                Code.IN_USE,
                f"{where.student.full_name} đã có điểm, buổi nghỉ hoặc đồng ý của phụ huynh nên "
                "không hủy được lần tiếp nhận. Nếu em không học ở trường, ghi chuyển đi.",
            )
        if moves:
            self._require_nothing_new(books, event, where.student.full_name)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Put the enrolments back, and delete the event with its papers."""
        event = self._event(books)
        if event.kind == TransferKind.IN.value:
            rows = load_pupils(books, self.class_id, [self.student_id])
            remove_pupil(books, self.student_id, rows)
        elif event.kind == TransferKind.MOVE.value:
            self._move_back(books, event)
        else:
            enrolment = require_pupil(books, self.class_id, self.student_id).enrolment
            enrolment.left_on, enrolment.leave_reason = event.left_on, event.leave_reason
        for paper in books.session.scalars(select(Paper).where(Paper.about_id == event.id)):
            books.session.delete(paper)
        books.session.delete(event)

    def _move_back(self, books: Books, event: Transfer) -> None:
        """Only of a move into a class where the pupil had not been before: see `check`."""
        if event.other_class_id is None:
            return
        for row in copies_in(books, self.student_id, class_of(books, self.class_id)) or ():
            books.session.delete(row)
        new = books.session.get(Enrolment, (self.student_id, self.class_id))
        old = books.session.get(Enrolment, (self.student_id, event.other_class_id))
        if new is not None:
            books.session.delete(new)
        if old is not None:
            old.left_on, old.leave_reason = None, ""
            forget_names(old)
        hand_over(books, [self.student_id], event.other_class_id)

    def _event(self, books: Books) -> Transfer:
        event = books.session.get(Transfer, self.transfer_id)
        if event is None or event.student_id != self.student_id:
            raise Refused(
                Code.MISSING, "Lần chuyển này không còn trong sổ. Mở lại danh sách để xem."
            )
        return event

    def _later(self, books: Books, event: Transfer) -> bool:
        later = books.session.scalar(
            select(Transfer.id).where(
                Transfer.student_id == self.student_id,
                Transfer.recorded_at > event.recorded_at,
            )
        )
        return later is not None

    def _has_entries(self, books: Books) -> bool:
        tables = (MarkRow, Comment, Conduct, Consent, Absence, AbsenceBefore)
        return any(
            books.session.scalar(
                select(table.student_id).where(table.student_id == self.student_id).limit(1)
            )
            for table in tables
        )

    def _require_nothing_new(self, books: Books, event: Transfer, name: str) -> None:
        to_class = class_of(books, self.class_id)
        if event.left_on is not None or copies_in(books, self.student_id, to_class) is None:
            raise Refused(
                Code.IN_USE,
                f"Sổ lớp {to_class.name} đã có phần ghi mới về {name} nên không hủy lần chuyển "
                "lớp được. Nếu em về lớp cũ, ghi chuyển lớp lần nữa.",
            )
