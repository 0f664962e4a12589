"""Knows how a line becomes the pupil that the class list holds, and what that changes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from desktop.commands.pupil import CARE_FIELDS, Parent, Pupil
from desktop.exchange.plan import Change
from desktop.exchange.roster_fields import Field
from desktop.exchange.roster_sheet import ReadCell, RosterLine
from desktop.exchange.same_person import same_name
from desktop.exchange.values import Value, show_value

SEX_CODES: Final = {"Nam": "nam", "Nữ": "nu"}
STUDYING: Final = frozenset({"Đang học", "Chuyển đến"})
"""Statuses of a pupil who is in the class; every other one is a reason for having left."""

PLACES: Final[Mapping[Field, str]] = {
    Field.NAME: "full_name",
    Field.BIRTH: "birth_date",
    Field.SEX: "sex",
    Field.CODE: "code",
    Field.MOET_ID: "moet_id",
    Field.CITIZEN_ID: "citizen_id",
    Field.ETHNICITY: "ethnicity",
    Field.POLICY: "priority_group",
    Field.BIRTH_PLACE: "birth_place",
    Field.NATIONALITY: "nationality",
    Field.RELIGION: "religion",
    Field.DISABILITY: "disability",
    Field.PROVINCE: "province",
    Field.COMMUNE: "commune",
    Field.ADDRESS: "address",
    Field.FORMER_ADDRESS: "former_address",
    Field.PHONE: "phone",
    Field.NOTE: "note",
}
PARENTS: Final[Mapping[Field, tuple[str, str]]] = {
    Field.FATHER: ("father", "full_name"),
    Field.FATHER_BORN: ("father", "birth_year"),
    Field.FATHER_WORK: ("father", "occupation"),
    Field.FATHER_PHONE: ("father", "phone"),
    Field.MOTHER: ("mother", "full_name"),
    Field.MOTHER_BORN: ("mother", "birth_year"),
    Field.MOTHER_WORK: ("mother", "occupation"),
    Field.MOTHER_PHONE: ("mother", "phone"),
    Field.GUARDIAN: ("guardian", "full_name"),
    Field.GUARDIAN_BORN: ("guardian", "birth_year"),
    Field.GUARDIAN_WORK: ("guardian", "occupation"),
    Field.GUARDIAN_PHONE: ("guardian", "phone"),
}
CARE: Final = frozenset(
    {field for field, place in PLACES.items() if place in CARE_FIELDS} | PARENTS.keys()
)
"""What needs the right to see the class's care (D-2)."""

KEPT: Final = frozenset({Field.STATUS, Field.CLASS} | PLACES.keys() | PARENTS.keys())
"""What the class list has a place for, or what decides about the line."""

_SHOWN_SEX: Final = {code: word for word, code in SEX_CODES.items()}


def merged(line: RosterLine, old: Pupil | None, today: date) -> Pupil:
    """The pupil as the file says it, on top of what is known; an empty cell clears nothing."""
    pupil = old or Pupil(full_name=line.text(Field.NAME))
    new: dict[str, Any] = {}
    for field, place in PLACES.items():
        value = line.value(field)
        if value is not None:
            new[place] = _stored(field, value)
    if old is not None and same_name(old.full_name, str(new.get("full_name", ""))):
        del new["full_name"]
    for field, (who, part) in PARENTS.items():
        if value := line.text(field):
            parent: Parent = new.get(who, getattr(pupil, who))
            if not same_name(getattr(parent, part), value):
                new[who] = msgspec.structs.replace(parent, **{part: value})
    status = line.text(Field.STATUS)
    if status and status not in STUDYING and pupil.left_on is None:
        new |= {"left_on": today, "leave_reason": status}
    return msgspec.structs.replace(pupil, **new)


def returned(pupil: Pupil) -> Pupil:
    """A pupil who had left and is there again."""
    return msgspec.structs.replace(pupil, left_on=None, leave_reason="")


def changes(line: RosterLine, old: Pupil, new: Pupil) -> tuple[Change, ...]:
    """Field by field, old and new, in the order of the list's columns."""
    return tuple(_changes(line.cells, old, new))


def _changes(cells: Mapping[Field, ReadCell], old: Pupil, new: Pupil) -> Iterator[Change]:
    for field, cell in cells.items():
        before, after = shown(field, old), shown(field, new)
        if before != after:
            yield Change(field.label, cell.address, before, after)


def shown(field: Field, pupil: Pupil) -> str:
    """What the class list holds in a field, as the preview shows it."""
    if field is Field.STATUS:
        if pupil.left_on is None:
            return "Đang học"
        return f"{pupil.leave_reason or 'Đã rời lớp'} từ {pupil.left_on:%d/%m/%Y}"
    if field in PARENTS:
        who, part = PARENTS[field]
        return str(getattr(getattr(pupil, who), part))
    if field not in PLACES:
        return ""
    value = getattr(pupil, PLACES[field])
    return _SHOWN_SEX.get(value, value) if field is Field.SEX else show_value(value)


def _stored(field: Field, value: Value) -> Any:
    if field is Field.SEX:
        return SEX_CODES[str(value)]
    return ", ".join(value) if isinstance(value, tuple) else value
