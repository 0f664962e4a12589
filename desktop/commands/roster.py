"""The pupils of a class: an import or an edit is one command, undoable as a whole."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, Detail, Refused, require
from desktop.commands.gradebook import summary
from desktop.commands.identifiers import Wanted, doubled
from desktop.commands.pupil import (
    CARE_FIELDS,
    PARENT_FIELDS,
    RELATIONS,
    Pupil,
    changed_fields,
    unfit_values,
)
from desktop.commands.pupil_rows import PupilRows, load_pupils, remove_pupil, write_pupil
from desktop.commands.shelves import class_of
from desktop.models.attendance import Absence, AbsenceBefore
from desktop.models.consents import Consent
from desktop.models.gradebook import Comment, Conduct
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.profile import Paper
from desktop.models.transfers import Transfer
from desktop.rules.permissions import Capability, Person, Place, may

Upgrades = tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]


def as_it_is(payload: dict[str, Any]) -> dict[str, Any]:
    """An older payload that only lacks fields: what is not said is empty."""
    return payload


class NewPupil(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pupil who joins the list; without an id, the id follows from the command."""

    pupil: Pupil
    student_id: UUID | None = None


class PupilChange(msgspec.Struct, frozen=True):
    """A pupil's line as it shall stand, and as its author saw it."""

    student_id: UUID
    pupil: Pupil
    seen: Pupil


class UpdateRoster(Command, frozen=True, tag="update_roster"):
    """Add, change and take out pupils of one class; `source` names the file it came from."""

    TITLE: ClassVar[str] = "Cập nhật danh sách lớp"
    UPGRADES: ClassVar[Upgrades] = (as_it_is,)  # 2: more of the profile
    class_id: UUID
    add: tuple[NewPupil, ...] = ()
    change: tuple[PupilChange, ...] = ()
    take_out: tuple[PupilChange, ...] = ()  # entered by mistake; `pupil` is not used
    source: str = ""

    def check(self, books: Books, by: Person) -> None:
        """Right, names, doubles, lines as they were seen, and nobody with marks taken out."""
        school_class = class_of(books, self.class_id)
        place = Place(class_id=self.class_id)
        require(books, by, Capability.ROSTER_EDIT, place)
        if self._touches_care() and not may(by, Capability.CARE_EDIT, place, books.today):
            require(books, by, Capability.CARE_EDIT, place)
        rows = load_pupils(books, self.class_id)
        leaving = [change.student_id for change in self.take_out]
        bad = [
            *_unfit(self, books.today),
            *doubled(books, self._wanted(books), school_class, leaving),
            *_conflicts((*self.change, *self.take_out), rows),
            *_documented(self.change, rows),
            *_with_entries(books, self.take_out),
        ]
        if bad:
            lines = len(self.add) + len(self.change) + len(self.take_out)
            raise Refused(bad[0].code, summary(bad, lines, "dòng"), bad)

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write pupils, their care and their enrolments."""
        rows = load_pupils(books, self.class_id)
        for new, student_id in zip(self.add, self.new_ids(books.command_id), strict=True):
            write_pupil(books, student_id, new.pupil, rows)
        for change in self.change:
            write_pupil(books, change.student_id, change.pupil, rows, change.seen)
        for change in self.take_out:
            remove_pupil(books, change.student_id, rows)

    def new_ids(self, own_id: UUID) -> tuple[UUID, ...]:
        """The ids that the added pupils get."""
        return tuple(
            new.student_id or derived_id(own_id, f"student/{n}") for n, new in enumerate(self.add)
        )

    def inverse(self, own_id: UUID) -> "UpdateRoster":
        """The list as it was."""
        added = zip(self.new_ids(own_id), self.add, strict=True)
        return UpdateRoster(
            class_id=self.class_id,
            add=tuple(NewPupil(c.seen, c.student_id) for c in self.take_out),
            change=tuple(PupilChange(c.student_id, c.seen, c.pupil) for c in self.change),
            take_out=tuple(PupilChange(i, n.pupil, n.pupil) for i, n in added),
        )

    def _wanted(self, books: Books) -> list[Wanted]:
        ids = self.new_ids(books.command_id)
        added = [Wanted(i, new.pupil) for i, new in zip(ids, self.add, strict=True)]
        return added + [Wanted(c.student_id, c.pupil, c.seen) for c in self.change]

    def _touches_care(self) -> bool:
        fresh = Pupil(full_name="")
        pairs = [(n.pupil, fresh) for n in self.add] + [(c.pupil, c.seen) for c in self.change]
        return any(getattr(new, f) != getattr(old, f) for new, old in pairs for f in CARE_FIELDS)


def _unfit(command: UpdateRoster, today: date) -> Iterator[Detail]:
    """Values that cannot stand in a line; every pupil has a name."""
    for new in command.add:
        yield from unfit_values(new.student_id, new.pupil, None, today)
    for change in command.change:
        yield from unfit_values(change.student_id, change.pupil, change.seen, today)


def _conflicts(changes: tuple[PupilChange, ...], rows: PupilRows) -> Iterator[Detail]:
    for change in changes:
        current = rows.pupil(change.student_id)
        if current is None or rows.went_on(change.student_id):
            sentence = f"{change.seen.full_name} không còn trong danh sách lớp. Mở lại để xem."
            if current is not None:
                sentence = (
                    f"{change.seen.full_name} đã sang lớp khác, sổ của lớp này giữ tên em. "
                    "Sửa thông tin của em ở danh sách lớp mới."
                )
            yield Detail(Code.MISSING, sentence, student_id=change.student_id)
        elif not agrees(current, change.seen, change.pupil):
            sentence = (
                f"Dòng của {current.full_name} đã được đổi từ lúc mở. "
                "Phần vừa nhập chưa ghi; mở lại để xem rồi nhập tiếp."
            )
            yield Detail(Code.CONFLICT, sentence, student_id=change.student_id)


def agrees(current: Pupil, seen: Pupil, wanted: Pupil) -> bool:
    """Whether each field to be changed is still as it was seen, or already as it is wanted.

    Two people who change different fields of one line do not meet; of parents each part counts.
    """
    for name in changed_fields(wanted, seen):
        now, before, after = (getattr(line, name) for line in (current, seen, wanted))
        if name in RELATIONS:
            same = all(
                getattr(now, part) in {getattr(before, part), getattr(after, part)}
                for part in PARENT_FIELDS
                if getattr(before, part) != getattr(after, part)
            )
        else:
            same = now in (before, after)
        if not same:
            return False
    return True


def _documented(changes: tuple[PupilChange, ...], rows: PupilRows) -> Iterator[Detail]:
    """A group that a document proves does not go by clearing a cell."""
    for change in changes:
        if change.pupil.priority_group == change.seen.priority_group:
            continue
        for group in rows.documented(change.student_id, change.pupil.priority_group):
            sentence = (
                f"{change.seen.full_name} thuộc diện {group.name} theo giấy tờ số "
                f"{group.document}. Mở hồ sơ của em để ghi ngày kết thúc."
            )
            yield Detail(Code.INVALID, sentence, student_id=change.student_id)


def _with_entries(books: Books, changes: tuple[PupilChange, ...]) -> list[Detail]:
    """Pupils of whom something is recorded cannot be taken out as a mistake."""
    ids = [change.student_id for change in changes]
    recorded: tuple[tuple[Any, str], ...] = (
        (Consent, "giấy tờ hoặc đồng ý của phụ huynh"), (Transfer, "ngày chuyển đến, chuyển đi"),
        (Paper, "giấy tờ"), (Absence, "buổi nghỉ"), (AbsenceBefore, "buổi nghỉ"),
        (Comment, "điểm hoặc nhận xét"), (Conduct, "điểm hoặc nhận xét"),
        (MarkRow, "điểm hoặc nhận xét"),
    )  # fmt: skip
    used: dict[UUID, str] = {}
    for table, what in recorded:
        column = table.student_id
        found = books.session.scalars(select(column).where(column.in_(ids)).distinct())
        used |= dict.fromkeys(found, what)
    return [
        Detail(
            Code.IN_USE,
            f"{change.seen.full_name} đã có {used[change.student_id]} nên không xóa khỏi danh sách "
            "được. Nếu em chuyển đi hoặc thôi học, ghi ngày và lí do.",
            student_id=change.student_id,
        )
        for change in changes
        if change.student_id in used
    ]
