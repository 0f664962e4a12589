"""What a class list holds of a pupil, field by field, as commands carry it."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from desktop.commands.command import Code, Detail
from desktop.rules.profile import ProfileField, unfit, unfit_commune


class Parent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Father, mother or guardian."""

    full_name: str = ""
    occupation: str = ""
    phone: str = ""
    email: str = ""
    birth_year: str = ""


class Pupil(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that the class list holds of a pupil; identifiers are text, zeros kept.

    `sex` is "nam", "nu" or "". The fields from `citizen_id` on are the class's care (D-2) and
    need the right to edit it. `priority_group` names the policy groups in force, with commas.
    """

    full_name: str
    birth_date: date | None = None
    sex: str = ""
    code: str = ""
    moet_id: str = ""
    joined_on: date | None = None
    came_from: str = ""
    left_on: date | None = None
    leave_reason: str = ""
    citizen_id: str = ""
    birth_place: str = ""
    nationality: str = ""
    ethnicity: str = ""
    religion: str = ""
    disability: str = ""
    priority_group: str = ""
    province: str = ""
    commune: str = ""
    address: str = ""
    former_address: str = ""
    phone: str = ""
    note: str = ""
    father: Parent = Parent()
    mother: Parent = Parent()
    guardian: Parent = Parent()


RELATIONS: Final = ("father", "mother", "guardian")
CARE_TEXTS: Final = (
    "citizen_id", "birth_place", "nationality", "ethnicity", "religion", "disability", "province",
    "commune", "address", "former_address", "phone", "note",
)  # fmt: skip
"""The care fields that are texts of the pupil's own row."""
CARE_FIELDS: Final = (*CARE_TEXTS, "priority_group", *RELATIONS)
STUDENT_FIELDS: Final = ("full_name", "birth_date", "sex", "code", "moet_id")
ENROLMENT_FIELDS: Final = ("joined_on", "came_from", "left_on", "leave_reason")
PARENT_FIELDS: Final = ("full_name", "occupation", "phone", "email", "birth_year")
ALL_FIELDS: Final = (*STUDENT_FIELDS, *ENROLMENT_FIELDS, *CARE_FIELDS)


_PLACES: Final = {field: field.value.rpartition(".")[::2] for field in ProfileField}
"""Of each field the parent, if it is one's, and the name there."""


def text_of(pupil: Pupil, field: ProfileField) -> str:
    """A field as text, dates as yyyy-mm-dd."""
    who, part = _PLACES[field]
    value = getattr(getattr(pupil, who) if who else pupil, part)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def with_text(pupil: Pupil, field: ProfileField, text: str) -> Pupil:
    """The line with one field changed; a text that is no date leaves the birth date empty."""
    who, part = _PLACES[field]
    if who:
        parent = msgspec.structs.replace(getattr(pupil, who), **{part: text})
        return msgspec.structs.replace(pupil, **{who: parent})
    value = _day(text) if field is ProfileField.BIRTH_DATE else text
    return msgspec.structs.replace(pupil, **{part: value})


def filled(pupil: Pupil) -> frozenset[ProfileField]:
    """The fields in which something stands."""
    return frozenset(field for field in ProfileField if text_of(pupil, field))


def changed_fields(new: Pupil, old: Pupil) -> tuple[str, ...]:
    """The names of the line's fields that differ."""
    return tuple(name for name in ALL_FIELDS if getattr(new, name) != getattr(old, name))


def unfit_values(
    student_id: UUID | None, pupil: Pupil, seen: Pupil | None, today: date
) -> Iterator[Detail]:
    """Every value of a line that cannot stand there; what was there before is not judged again."""
    before = seen or Pupil(full_name="")
    for field in ProfileField:
        text = text_of(pupil, field)
        if not text and field is not ProfileField.FULL_NAME:
            continue
        if seen is not None and text == text_of(before, field):
            continue
        sentence = unfit(field, text, today)
        if sentence:
            yield Detail(Code.INVALID, sentence, student_id=student_id)
    places = pupil.province, pupil.commune
    if places != (before.province, before.commune):
        sentence = unfit_commune(*places)
        if sentence:
            yield Detail(Code.INVALID, sentence, student_id=student_id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
