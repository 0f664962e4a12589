"""The columns of a class list: what each shows of a pupil, and how typed text becomes a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec

from desktop.commands.pupil import Parent, Pupil
from desktop.exchange.roster_fields import LABELS, READERS, Field
from desktop.exchange.roster_values import CARE, PARENTS, PLACES, SEX_CODES, shown
from desktop.exchange.values import NOTHING, Reading, Value, read_female_tick
from desktop.queries.years import YearFacts
from desktop.rules.ethnicities import ETHNICITIES
from desktop.ui.gradebook.typed_day import NotADay, read_day
from desktop.ui.grid.sheet import Column, Kind

NUMBER, STATUS, JOINED, CAME_FROM = "number", "status", "joined_on", "came_from"
GIRL, EXCUSED, UNEXCUSED, PROFILE = "girl", "excused", "unexcused", "profile"
LAST_STRUCK: Final = str(Field.MOET_ID)
"""The red line through a pupil who left ends here; what follows tells about the leaving."""
LAST_STRUCK_SHORT: Final = UNEXCUSED
"""The same in the short list, where the person sees absences."""

_WIDTHS: Final[Mapping[Field, tuple[Kind, int]]] = {
    Field.NAME: (Kind.NAME, 190),
    Field.BIRTH: (Kind.WORD, 100),
    Field.SEX: (Kind.WORD, 78),
    Field.CODE: (Kind.WORD, 104),
    Field.MOET_ID: (Kind.WORD, 116),
    Field.CITIZEN_ID: (Kind.WORD, 120),
    Field.ETHNICITY: (Kind.TEXT, 84),
    Field.POLICY: (Kind.TEXT, 130),
    Field.BIRTH_PLACE: (Kind.TEXT, 120),
    Field.ADDRESS: (Kind.TEXT, 240),
    Field.PHONE: (Kind.WORD, 104),
    Field.FATHER: (Kind.TEXT, 150),
    Field.FATHER_PHONE: (Kind.WORD, 112),
    Field.MOTHER: (Kind.TEXT, 150),
    Field.MOTHER_PHONE: (Kind.WORD, 112),
    Field.GUARDIAN: (Kind.TEXT, 150),
    Field.GUARDIAN_PHONE: (Kind.WORD, 128),
    Field.NOTE: (Kind.TEXT, 180),
}
_TITLES: Final = {
    Field.MOET_ID: "Mã định danh",
    Field.FATHER_PHONE: "Điện thoại bố",
    Field.MOTHER_PHONE: "Điện thoại mẹ",
    Field.GUARDIAN_PHONE: "ĐT người giám hộ",
}
_CHOICES: Final = {Field.SEX: ("Nam", "Nữ"), Field.ETHNICITY: ETHNICITIES[:12]}
PUBLIC: Final = (Field.NAME, Field.BIRTH, Field.SEX, Field.CODE, Field.MOET_ID)
CARED_FOR: Final = tuple(field for field in _WIDTHS if field in CARE)


@dataclass(frozen=True, slots=True)
class PupilColumn:
    """How one column reads and writes; `write` gets None for a cleared cell."""

    show: Callable[[Pupil], str]
    read: Callable[[str, YearFacts | None], Reading]
    write: Callable[[Pupil, Value | None], Pupil]


def grid_columns(*, with_care: bool, editable: bool) -> tuple[Column, ...]:
    """The columns that a person sees, with the spreadsheet's own STT and state."""
    own = [Column(NUMBER, "STT", Kind.NUMBER, 44, editable=False, frozen=True)]
    own += [_grid_column(field, editable=editable) for field in PUBLIC]
    own.append(Column(STATUS, "Tình trạng", Kind.TEXT, 224, editable=False))
    own.append(Column(JOINED, "Vào lớp", Kind.WORD, 92, editable=editable, spoken="Ngày vào lớp"))
    own.append(Column(CAME_FROM, "Trường cũ", Kind.TEXT, 130, editable=editable))
    care = CARED_FOR if with_care else ()
    return (*own, *(_grid_column(field, editable=editable) for field in care))


def short_columns(*, with_care: bool, with_absences: bool, editable: bool) -> tuple[Column, ...]:
    """The list as it is read: who, what is missing, a note; all else stands on the card."""
    columns = [
        Column(NUMBER, "STT", Kind.NUMBER, 42, editable=False, frozen=True),
        Column(str(Field.NAME), LABELS[Field.NAME], Kind.NAME, 172, editable=editable, frozen=True),
        Column(str(Field.BIRTH), LABELS[Field.BIRTH], Kind.WORD, 92, editable=editable),
        Column(GIRL, "Nữ", Kind.WORD, 38, editable=editable, choices=("Nam", "Nữ")),
    ]
    if with_absences:
        columns += [
            Column(EXCUSED, "Nghỉ P", Kind.NUMBER, 60, editable=False, spoken="Nghỉ có phép"),
            Column(UNEXCUSED, "Nghỉ K", Kind.NUMBER, 60, editable=False, spoken="Nghỉ không phép"),
        ]
    if with_care:
        columns.append(Column(PROFILE, "Hồ sơ", Kind.TEXT, 128, editable=False))
    columns.append(
        Column(str(Field.NOTE), LABELS[Field.NOTE], Kind.TEXT, 180, editable=editable and with_care)
    )
    return tuple(columns)


def _grid_column(field: Field, *, editable: bool) -> Column:
    kind, width = _WIDTHS[field]
    return Column(
        str(field), _TITLES.get(field, LABELS[field]), kind, width, editable=editable,
        frozen=field is Field.NAME, choices=_CHOICES.get(field, ()), spoken=LABELS[field],
    )  # fmt: skip


def pupil_column(key: str) -> PupilColumn:
    """How the column of that key reads and writes."""
    return _COLUMNS[key]


def _of_field(field: Field) -> PupilColumn:
    def read(text: str, _year: YearFacts | None) -> Reading:
        if field is Field.NAME and not text.strip():
            return Reading(problem="Em chưa có họ tên. Gõ họ tên, hoặc xóa em khỏi danh sách.")
        return READERS[field](text)

    return PupilColumn(
        lambda pupil: shown(field, pupil), read, lambda pupil, value: _replaced(pupil, field, value)
    )


def _replaced(pupil: Pupil, field: Field, value: Value | None) -> Pupil:
    if field in PARENTS:
        who, part = PARENTS[field]
        parent: Parent = msgspec.structs.replace(getattr(pupil, who), **{part: value or ""})
        return msgspec.structs.replace(pupil, **{who: parent})
    stored: Any = value
    if value is None:
        stored = None if field is Field.BIRTH else ""
    elif field is Field.SEX:
        stored = SEX_CODES[str(value)]
    elif isinstance(value, tuple):
        stored = ", ".join(value)
    return msgspec.structs.replace(pupil, **{PLACES[field]: stored})


def _read_joined(text: str, year: YearFacts | None) -> Reading:
    if year is None:
        return READERS[Field.BIRTH](text)
    try:
        day = read_day(text, year)
    except NotADay as unread:
        return Reading(problem=unread.sentence)
    return NOTHING if day is None else Reading(day)


_JOINED: Final = PupilColumn(
    lambda pupil: f"{pupil.joined_on:%d/%m/%Y}" if pupil.joined_on else "",
    _read_joined,
    lambda pupil, value: msgspec.structs.replace(
        pupil, joined_on=value if isinstance(value, date) else None
    ),
)
_CAME_FROM: Final = PupilColumn(
    lambda pupil: pupil.came_from,
    lambda text, _year: READERS[Field.NOTE](text),
    lambda pupil, value: msgspec.structs.replace(pupil, came_from=str(value or "")),
)
_GIRL: Final = PupilColumn(
    lambda pupil: "x" if pupil.sex == "nu" else "",
    lambda text, _year: read_female_tick(text or "nam"),
    lambda pupil, value: _replaced(pupil, Field.SEX, value),
)
_COLUMNS: Final = {
    **{str(field): _of_field(field) for field in _WIDTHS},
    JOINED: _JOINED,
    CAME_FROM: _CAME_FROM,
    GIRL: _GIRL,
}
