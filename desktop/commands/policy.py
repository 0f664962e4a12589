"""Policy groups of pupils with document and dates: added, changed, ended, taken out."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Refused, require
from desktop.commands.enrolled import Enrolled, require_pupil
from desktop.models.profile import PolicyGroup
from desktop.rules.names import nfc
from desktop.rules.permissions import Capability, Person, Place


class GroupFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group with the number of the document that proves it, first and last day."""

    name: str
    document: str = ""
    from_day: date | None = None
    to_day: date | None = None


class AddPolicyGroup(Command, frozen=True, tag="add_policy_group"):
    """Put a pupil into a group; a pupil may be in several."""

    TITLE: ClassVar[str] = "Thêm diện chính sách"
    class_id: UUID
    student_id: UUID
    facts: GroupFacts

    def row_id(self, own_id: UUID) -> UUID:
        """The id that the pupil's group gets."""
        return derived_id(own_id, "policy")

    def check(self, books: Books, by: Person) -> None:
        """The right, a name, and days in order."""
        _require(books, by, self.class_id, self.student_id)
        _require_facts(self.facts)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Add the group."""
        where = require_pupil(books, self.class_id, self.student_id)
        facts = self.facts
        books.session.add(
            PolicyGroup(
                id=self.row_id(books.command_id), student_id=self.student_id,
                name=nfc(facts.name.strip()), document=nfc(facts.document.strip()),
                from_day=facts.from_day, to_day=facts.to_day, audience=where.care,
            )
        )  # fmt: skip

    def inverse(self, own_id: UUID) -> "RemovePolicyGroup":
        """Without the group."""
        return RemovePolicyGroup(
            class_id=self.class_id, student_id=self.student_id, group_id=self.row_id(own_id),
            seen=_tidied(self.facts),
        )  # fmt: skip


class ChangePolicyGroup(Command, frozen=True, tag="change_policy_group"):
    """Change document or dates; a last day ends the group."""

    TITLE: ClassVar[str] = "Sửa diện chính sách"
    class_id: UUID
    student_id: UUID
    group_id: UUID
    facts: GroupFacts
    seen: GroupFacts

    def check(self, books: Books, by: Person) -> None:
        """The right, facts that hang together, and the group as it was seen."""
        _require(books, by, self.class_id, self.student_id)
        _require_facts(self.facts)
        _require_seen(books, self.group_id, self.student_id, (self.seen, _tidied(self.facts)))

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the facts."""
        row = books.session.get_one(PolicyGroup, self.group_id)
        facts = _tidied(self.facts)
        row.name, row.document = facts.name, facts.document
        row.from_day, row.to_day = facts.from_day, facts.to_day

    def inverse(self, own_id: UUID) -> "ChangePolicyGroup":  # noqa: ARG002
        """The facts before."""
        return msgspec.structs.replace(self, facts=self.seen, seen=_tidied(self.facts))


class RemovePolicyGroup(Command, frozen=True, tag="remove_policy_group"):
    """Take out a group that was entered by mistake; one that is over is ended instead."""

    TITLE: ClassVar[str] = "Xóa diện chính sách ghi nhầm"
    class_id: UUID
    student_id: UUID
    group_id: UUID
    seen: GroupFacts

    def check(self, books: Books, by: Person) -> None:
        """The right, and the group as it was seen."""
        _require(books, by, self.class_id, self.student_id)
        _require_seen(books, self.group_id, self.student_id, (self.seen,))

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Delete the row."""
        books.session.delete(books.session.get_one(PolicyGroup, self.group_id))

    def inverse(self, own_id: UUID) -> AddPolicyGroup:  # noqa: ARG002
        """The group again, under a new id."""
        return AddPolicyGroup(class_id=self.class_id, student_id=self.student_id, facts=self.seen)


def group_facts(row: PolicyGroup) -> GroupFacts:
    """A row as commands carry it."""
    return GroupFacts(row.name, row.document, row.from_day, row.to_day)


def _tidied(facts: GroupFacts) -> GroupFacts:
    return msgspec.structs.replace(
        facts, name=nfc(facts.name.strip()), document=nfc(facts.document.strip())
    )


def _require(books: Books, by: Person, class_id: UUID, student_id: UUID) -> Enrolled:
    where = require_pupil(books, class_id, student_id)
    require(books, by, Capability.CARE_EDIT, Place(class_id=class_id))
    return where


def _require_facts(facts: GroupFacts) -> None:
    if not facts.name.strip():
        raise Refused(Code.INVALID, "Chưa chọn diện chính sách. Chọn một diện rồi lưu.")
    if facts.from_day and facts.to_day and facts.to_day < facts.from_day:
        raise Refused(Code.INVALID, "Ngày kết thúc trước ngày bắt đầu. Xem lại hai ngày rồi lưu.")


def _require_seen(
    books: Books, group_id: UUID, student_id: UUID, seen: tuple[GroupFacts, ...]
) -> None:
    row = books.session.get(PolicyGroup, group_id)
    if row is None or row.student_id != student_id:
        raise Refused(Code.MISSING, "Diện này không còn trong hồ sơ của em. Mở lại hồ sơ để xem.")
    if group_facts(row) not in seen:
        raise Refused(
            Code.CONFLICT,
            f"Diện {row.name} của em đã được đổi từ lúc mở. Phần vừa nhập chưa ghi; "
            "mở lại hồ sơ để xem rồi sửa tiếp.",
        )
