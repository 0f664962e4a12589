"""Pupils who come from another school, leave for one, drop out and return."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, NamedFile, Refused, require
from desktop.commands.enrolled import require_pupil
from desktop.commands.gradebook import summary
from desktop.commands.identifiers import Wanted, doubled
from desktop.commands.papers import PaperFacts, add_papers, named_files, require_papers
from desktop.commands.pupil import CARE_FIELDS, Pupil, unfit_values
from desktop.commands.pupil_rows import load_pupils, write_pupil
from desktop.commands.shelves import class_of
from desktop.commands.take_back import TakeBackTransfer
from desktop.models.people import Enrolment
from desktop.models.school import SchoolClass, SchoolYear
from desktop.models.transfers import Transfer
from desktop.rules.names import nfc
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience
from desktop.rules.transfers import DROPPED_OUT, LEFT_SCHOOL, Item, TransferKind

_FIRST = (6, 1)  # month and day from which on a transfer may be of the year to come
_LAST = (8, 31)


class Circumstances(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is recorded of every transfer: the other school, why, the decision's number, scans."""

    place: str = ""
    reason: str = ""
    document: str = ""
    papers: tuple[PaperFacts, ...] = ()


class TransferIn(Command, frozen=True, tag="transfer_in"):
    """Put a pupil who comes from another school on the list; marks are brought in afterwards.

    Of the line's enrolment part nothing is used: the day and the former school stand here.
    """

    TITLE: ClassVar[str] = "Tiếp nhận học sinh chuyển đến"
    class_id: UUID
    pupil: Pupil
    day: date
    about: Circumstances = Circumstances()

    def student_id(self, own_id: UUID) -> UUID:
        """The id that the pupil gets."""
        return derived_id(own_id, "student")

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the transfer."""
        return named_files(self.about.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, a day of the year, where from, values that fit, identifiers of one's own."""
        school_class = class_of(books, self.class_id)
        place = Place(class_id=self.class_id)
        require(books, by, Capability.TRANSFER_RECORD, place)
        fresh = Pupil(full_name="")
        if any(getattr(self.pupil, name) != getattr(fresh, name) for name in CARE_FIELDS):
            require(books, by, Capability.CARE_EDIT, place)
        if not self.about.place.strip():
            raise Refused(Code.INVALID, "Chưa ghi em chuyển đến từ trường nào. Ghi rồi lưu.")
        require_papers(self.about.papers)
        require_day(books, school_class, self.day)
        student_id = self.student_id(books.command_id)
        bad = [
            *unfit_values(student_id, self.pupil, None, books.today),
            *doubled(books, [Wanted(student_id, self.pupil)], school_class),
        ]
        if bad:
            raise Refused(bad[0].code, summary(bad, 1), bad)

    def apply(self, books: Books, by: Person) -> None:
        """Write the pupil, the enrolment from that day on, and the event."""
        student_id = self.student_id(books.command_id)
        line = msgspec.structs.replace(
            self.pupil, joined_on=self.day, came_from=self.about.place.strip(), left_on=None,
            leave_reason="",
        )  # fmt: skip
        write_pupil(books, student_id, line, load_pupils(books, self.class_id, [student_id]))
        record(books, by, TransferKind.IN, (student_id, self.class_id), self.day, self.about)

    def inverse(self, own_id: UUID) -> TakeBackTransfer:
        """Not on the list."""
        return _taken_back(self.class_id, self.student_id(own_id), own_id)


class TransferOut(Command, frozen=True, tag="transfer_out"):
    """A pupil leaves for another school; `returned` are the ticked items of the checklist."""

    TITLE: ClassVar[str] = "Ghi học sinh chuyển đi"
    class_id: UUID
    student_id: UUID
    day: date
    about: Circumstances = Circumstances()
    returned: tuple[Item, ...] = ()

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the transfer."""
        return named_files(self.about.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, a pupil who is there, a day not before joining, where to."""
        _require_leaving(books, by, (self.class_id, self.student_id), self.day, self.about)
        if not self.about.place.strip():
            raise Refused(Code.INVALID, "Chưa ghi em chuyển đến trường nào. Ghi rồi lưu.")

    def apply(self, books: Books, by: Person) -> None:
        """Close the enrolment and write the event."""
        _leave(books, (self.class_id, self.student_id), self.day, LEFT_SCHOOL)
        pupil = self.student_id, self.class_id
        event = record(books, by, TransferKind.OUT, pupil, self.day, self.about)
        event.returned = _words(self.returned)

    def inverse(self, own_id: UUID) -> TakeBackTransfer:
        """Still there."""
        return _taken_back(self.class_id, self.student_id, own_id)


class DropOut(Command, frozen=True, tag="drop_out"):
    """A pupil stops going to school."""

    TITLE: ClassVar[str] = "Ghi học sinh thôi học"
    class_id: UUID
    student_id: UUID
    day: date
    about: Circumstances = Circumstances()
    returned: tuple[Item, ...] = ()

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the event."""
        return named_files(self.about.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, a pupil who is there, a day not before joining, a reason."""
        _require_leaving(books, by, (self.class_id, self.student_id), self.day, self.about)
        if not self.about.reason.strip():
            raise Refused(Code.INVALID, "Chưa ghi lí do thôi học. Ghi lí do rồi lưu.")

    def apply(self, books: Books, by: Person) -> None:
        """Close the enrolment and write the event."""
        _leave(books, (self.class_id, self.student_id), self.day, DROPPED_OUT)
        pupil = self.student_id, self.class_id
        event = record(books, by, TransferKind.DROP_OUT, pupil, self.day, self.about)
        event.returned = _words(self.returned)

    def inverse(self, own_id: UUID) -> TakeBackTransfer:
        """Still there."""
        return _taken_back(self.class_id, self.student_id, own_id)


class TickItems(Command, frozen=True, tag="tick_returned_items"):
    """Tick what of the checklist was settled after the pupil had left; `seen` is what stood."""

    TITLE: ClassVar[str] = "Ghi việc đã xong khi rời trường"
    class_id: UUID
    student_id: UUID
    transfer_id: UUID
    returned: tuple[Item, ...]
    seen: tuple[Item, ...] = ()

    def check(self, books: Books, by: Person) -> None:
        """The right, an event with which this pupil left, and the ticks as they were seen."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.TRANSFER_RECORD, Place(class_id=self.class_id))
        event = books.session.get(Transfer, self.transfer_id)
        if event is None or (event.student_id, event.class_id) != (self.student_id, self.class_id):
            raise Refused(
                Code.MISSING, "Lần chuyển này không còn trong sổ. Mở lại danh sách để xem."
            )
        if not TransferKind(event.kind).leaves_school:
            raise Refused(
                Code.INVALID, "Bảng kiểm này chỉ dành cho học sinh chuyển đi hoặc thôi học."
            )
        if event.returned not in (_words(self.seen), _words(self.returned)):
            raise Refused(
                Code.CONFLICT,
                "Bảng kiểm vừa được người khác ghi. Phần vừa chọn chưa lưu; mở lại để xem.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Write the ticks."""
        books.session.get_one(Transfer, self.transfer_id).returned = _words(self.returned)

    def inverse(self, own_id: UUID) -> "TickItems":  # noqa: ARG002
        """The ticks before."""
        return TickItems(
            class_id=self.class_id, student_id=self.student_id, transfer_id=self.transfer_id,
            returned=self.seen, seen=self.returned,
        )  # fmt: skip


class Return(Command, frozen=True, tag="return_to_class"):
    """A pupil who had left the class comes back into it; the days between are known from this."""

    TITLE: ClassVar[str] = "Ghi học sinh học lại"
    class_id: UUID
    student_id: UUID
    day: date
    about: Circumstances = Circumstances()

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the event."""
        return named_files(self.about.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, a pupil who has left, and a day not before that."""
        where = require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.TRANSFER_RECORD, Place(class_id=self.class_id))
        require_papers(self.about.papers)
        require_day(books, where.school_class, self.day)
        left_on = where.enrolment.left_on
        if left_on is None:
            raise Refused(
                Code.CONFLICT,
                f"{where.student.full_name} đang học ở lớp {where.school_class.name}. "
                "Không cần ghi học lại.",
            )
        if self.day < left_on:
            raise Refused(
                Code.INVALID,
                f"{where.student.full_name} rời lớp ngày {left_on:%d/%m/%Y}, không thể học lại "
                f"từ {self.day:%d/%m/%Y}. Xem lại ngày rồi lưu.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Open the enrolment again; what stood in it is kept with the event."""
        enrolment = require_pupil(books, self.class_id, self.student_id).enrolment
        pupil = self.student_id, self.class_id
        event = record(books, by, TransferKind.RETURN, pupil, self.day, self.about)
        event.left_on, event.leave_reason = enrolment.left_on, enrolment.leave_reason
        enrolment.left_on, enrolment.leave_reason = None, ""

    def inverse(self, own_id: UUID) -> TakeBackTransfer:
        """Gone, as before."""
        return _taken_back(self.class_id, self.student_id, own_id)


def record(
    books: Books, by: Person, kind: TransferKind, pupil: tuple[UUID, UUID], day: date,
    about: Circumstances,
) -> Transfer:  # fmt: skip
    """Write the event and its scans; `pupil` is the pupil's id and that of the class it is of."""
    student_id, class_id = pupil
    event = Transfer(
        id=transfer_id(books.command_id), student_id=student_id, kind=kind.value, day=day,
        class_id=class_id, place=nfc(about.place.strip()), reason=nfc(about.reason.strip()),
        document=nfc(about.document.strip()), recorded_by=by.staff_id, recorded_at=books.at,
        audience=audience(AudienceKind.CARE, class_id),
    )  # fmt: skip
    books.session.add(event)
    add_papers(books, by, pupil, about.papers, ("transfer", event.id))
    return event


def transfer_id(own_id: UUID) -> UUID:
    """The id of the event that a command makes."""
    return derived_id(own_id, "transfer")


def require_day(books: Books, school_class: SchoolClass, day: date) -> None:
    """Refuse a day that is not of the class's school year, the summers around it included."""
    year = books.session.get(SchoolYear, school_class.school_year_id)
    if year is None:
        return
    first = date(year.start_year, *_FIRST)
    last = date(year.start_year + 1, *_LAST)
    if not first <= day <= last:
        raise Refused(
            Code.INVALID,
            f"Ngày {day:%d/%m/%Y} không thuộc năm học {year.start_year}–{year.start_year + 1} của "
            f"lớp {school_class.name}. Xem lại ngày rồi lưu.",
        )


def require_joined(where_name: str, joined_on: date | None, day: date) -> None:
    """Refuse a day on which the pupil was not yet in the class."""
    if joined_on is not None and day < joined_on:
        raise Refused(
            Code.INVALID,
            f"{where_name} vào lớp ngày {joined_on:%d/%m/%Y}, không thể rời lớp từ "
            f"{day:%d/%m/%Y}. Xem lại ngày rồi lưu.",
        )


def require_present(name: str, enrolment: Enrolment) -> None:
    """Refuse what concerns a pupil who has left."""
    if enrolment.left_on is not None:
        raise Refused(
            Code.CONFLICT,
            f"{name} đã rời lớp từ {enrolment.left_on:%d/%m/%Y} ({enrolment.leave_reason}). "
            "Phần vừa nhập chưa ghi; mở lại danh sách để xem.",
        )


def _require_leaving(
    books: Books, by: Person, place: tuple[UUID, UUID], day: date, about: Circumstances
) -> None:
    where = require_pupil(books, *place)
    require(books, by, Capability.TRANSFER_RECORD, Place(class_id=place[0]))
    require_papers(about.papers)
    require_present(where.student.full_name, where.enrolment)
    require_joined(where.student.full_name, where.enrolment.joined_on, day)
    require_day(books, where.school_class, day)


def _leave(books: Books, place: tuple[UUID, UUID], day: date, reason: str) -> None:
    enrolment = require_pupil(books, *place).enrolment
    enrolment.left_on, enrolment.leave_reason = day, reason


def _words(items: tuple[Item, ...]) -> str:
    """In the order of the checklist, whichever came first."""
    return " ".join(item.value for item in Item if item in items)


def _taken_back(class_id: UUID, student_id: UUID, own_id: UUID) -> TakeBackTransfer:
    return TakeBackTransfer(
        class_id=class_id, student_id=student_id, transfer_id=transfer_id(own_id)
    )
