"""Locking part of the books, and lifting a lock."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.shelves import kinds_text
from desktop.models.gradebook import BookLock
from desktop.models.school import Course, SchoolClass, SchoolYear
from desktop.queries.conflicts import OpenConflict, open_conflicts
from desktop.rules.instants import show_moment
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import SCHOOL, SCHOOL_AUDIENCE, Capability, Person, Role
from desktop.rules.terms import Term


class LockBooks(Command, frozen=True, tag="lock_books"):
    """Lock kinds of column of a term, in the school, a grade, a class or a course.

    A data admin needs the number of the principal's decision (nguyen-khuyen Điều 3.2). While
    two people's entries in a column are in conflict the lock wants to be said a second time,
    with `despite_conflicts`. (Payloads without it are as they were: nothing to upgrade.)
    """

    TITLE: ClassVar[str] = "Khóa sổ"
    school_year_id: UUID
    reach: LockReach
    term: Term
    kinds: tuple[LockKind, ...]
    reason: str
    grade: int | None = None
    reach_id: UUID | None = None
    decision: str = ""
    despite_conflicts: bool = False

    def check(self, books: Books, by: Person) -> None:
        """The right, a reason, something to lock, a reach that exists, no open conflict in it."""
        require(books, by, Capability.BOOK_LOCK, SCHOOL)
        _require_reason(books, by, self.reason, self.decision)
        if not self.kinds:
            raise Refused(Code.INVALID, "Chưa chọn cột nào để khóa. Chọn ít nhất một loại cột.")
        if not self._reach_exists(books):
            raise Refused(
                Code.MISSING, "Khối, lớp hoặc lớp–môn định khóa không còn trong sổ. Chọn lại."
            )
        if not self.despite_conflicts:
            _refuse_conflicts(self, open_conflicts(books.session, self.school_year_id, self.term))

    def apply(self, books: Books, by: Person) -> None:
        """Add the lock."""
        books.session.add(
            BookLock(
                id=books.derive("lock"), school_year_id=self.school_year_id,
                reach=self.reach.value, grade=self.grade, reach_id=self.reach_id,
                term=int(self.term), kinds=kinds_text(self.kinds), reason=self.reason.strip(),
                decision=self.decision.strip(), locked_by=by.staff_id, locked_at=books.at,
                audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip

    def _reach_exists(self, books: Books) -> bool:
        if books.session.get(SchoolYear, self.school_year_id) is None:
            return False
        if self.reach is LockReach.GRADE:
            classes = select(SchoolClass.id).where(
                SchoolClass.school_year_id == self.school_year_id, SchoolClass.grade == self.grade
            )
            return books.session.scalar(classes.limit(1)) is not None
        if self.reach is LockReach.CLASS:
            return books.session.get(SchoolClass, self.reach_id) is not None
        if self.reach is LockReach.COURSE:
            return books.session.get(Course, self.reach_id) is not None
        return True


class LiftLock(Command, frozen=True, tag="lift_lock"):
    """Lift a lock, with reason and decision number."""

    TITLE: ClassVar[str] = "Mở khóa sổ"
    lock_id: UUID
    reason: str
    decision: str = ""

    def check(self, books: Books, by: Person) -> None:
        """The right, a reason, and a lock that is still in force."""
        require(books, by, Capability.BOOK_LOCK, SCHOOL)
        _require_reason(books, by, self.reason, self.decision)
        lock = books.session.get(BookLock, self.lock_id)
        if lock is None:
            raise Refused(Code.MISSING, "Lần khóa này không còn trong sổ. Mở lại danh sách khóa.")
        if lock.lifted_at is not None and lock.lifted_by is not None:
            raise Refused(
                Code.CONFLICT,
                f"{books.staff_name(lock.lifted_by)} đã mở khóa này lúc "
                f"{show_moment(lock.lifted_at)}. Không cần mở nữa.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Mark the lock as lifted; the row stays as evidence."""
        lock = books.session.get_one(BookLock, self.lock_id)
        lock.lifted_by, lock.lifted_at = by.staff_id, books.at
        lock.lift_reason, lock.lift_decision = self.reason.strip(), self.decision.strip()


def _refuse_conflicts(command: LockBooks, conflicts: list[OpenConflict]) -> None:
    """Never the last writer alone: whoever locks hears of both people (DESIGN §3)."""
    within = [c for c in conflicts if c.is_within(command.reach, command.grade, command.reach_id)]
    found = [c for c in within if c.kind in command.kinds]
    if found:
        more = f" (và {len(found) - 1} chỗ khác)" if len(found) > 1 else ""
        raise Refused(
            Code.CONFLICT,
            f"{found[0].sentence}{more} Sổ chưa khóa. Để hai người thống nhất rồi khóa, hoặc chọn "
            "vẫn khóa nếu giữ giá trị đang có trong sổ.",
        )


def _require_reason(books: Books, by: Person, reason: str, decision: str) -> None:
    if not reason.strip():
        raise Refused(Code.INVALID, "Cần ghi lí do. Ghi lí do rồi làm lại.")
    roles = by.roles_on(books.today)
    if Role.PRINCIPAL not in roles and Role.VICE_PRINCIPAL not in roles and not decision.strip():
        raise Refused(
            Code.INVALID,
            "Quản trị CSDL khóa và mở khóa theo quyết định của hiệu trưởng. "
            "Ghi số quyết định rồi làm lại.",
        )
