"""Knows the Excel files of class lists: the school's own, and the two of the national database."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.commands.pupil import Pupil
from desktop.exchange.new_workbook import (
    AS_TEXT,
    BOLD,
    CENTRE,
    HEAD,
    LEFT,
    PLAIN,
    STRUCK,
    TITLE,
    new_sheet,
    put,
    put_line,
    save,
    set_widths,
)
from desktop.exchange.roster_fields import LABELS, Field
from desktop.exchange.roster_values import CARE, PARENTS, PLACES, shown
from desktop.exchange.workbook import column_letters
from desktop.queries.roster_export import ExportClass, RosterExport
from desktop.rules.ethnicities import ETHNICITIES
from desktop.rules.places import provinces
from desktop.rules.profile import HOME_NATIONALITY
from desktop.rules.transfers import status_of


class RosterLayout(StrEnum):
    """Which file is made (regulations §9)."""

    SCHOOL = "school"
    NATIONAL = "national"
    UPDATE = "update"

    @property
    def label(self) -> str:
        """The words in the dialog."""
        return _LABELS[self]

    @property
    def needs_care(self) -> bool:
        """Whether the file is of no use without families and addresses (D-2)."""
        return self is RosterLayout.UPDATE


_LABELS: Final = {
    RosterLayout.SCHOOL: "Danh sách của trường, đủ các mục hồ sơ",
    RosterLayout.NATIONAL: "Danh sách học sinh theo mẫu CSDL ngành",
    RosterLayout.UPDATE: "Mẫu cập nhật hồ sơ lên CSDL ngành (DANH MUC)",
}

_SCHOOL_HEAD: Final = 6
_NATIONAL_HEAD: Final = 8
"""The national database writes its heads into row 8."""
_NATIONAL: Final = (
    "STT", "Họ và tên", "Khối học/Nhóm lớp", "Lớp học", "Mã học sinh", "Mã định danh bộ GD&ĐT",
    "Ngày sinh", "Giới tính", "Trạng thái",
)  # fmt: skip
_NATIONAL_WIDTHS: Final = (6, 28, 18, 10, 15, 22, 13, 11, 20)
_UPDATE: Final = (
    "STT", "Mã lớp", "Mã định danh Bộ GD&ĐT (trên CSDL ngành)", "Ngày sinh", "Giới tính",
    "Dân tộc", "Quốc tịch", "Tỉnh", "Huyện", "Xã", "Họ tên cha", "Năm sinh cha", "Họ tên mẹ",
    "Năm sinh mẹ", "Số ĐDCN",
)  # fmt: skip
_UPDATE_WIDTHS: Final = (6, 9, 26, 13, 11, 14, 14, 24, 10, 24, 26, 13, 26, 13, 16)
_UPDATE_SHEET: Final = "DANH MUC"
_LOOKUPS: Final = {4: "GIOI_TINH", 5: "DAN_TOC", 6: "QUOC_TICH", 7: "TINH"}
"""Columns (from 0) whose values must stand on a lookup sheet exactly."""
_WIDTHS: Final = {
    Field.NAME: 27, Field.ADDRESS: 32, Field.FORMER_ADDRESS: 32, Field.NOTE: 24, Field.FATHER: 25,
    Field.MOTHER: 25, Field.GUARDIAN: 25, Field.POLICY: 24, Field.PROVINCE: 20, Field.COMMUNE: 20,
}  # fmt: skip
_USUAL_WIDTH: Final = 14.0
_SEXES: Final = ("Nam", "Nữ")


@dataclass(frozen=True, slots=True)
class Exported:
    """How many pupils went out, and what the person should know before sending the file."""

    path: Path
    pupils: int
    notes: tuple[str, ...] = ()


def export_roster(roster: RosterExport, layout: RosterLayout, path: Path) -> Exported:
    """Write the file, whole or not at all. Raises Trouble.

    The caller has looked that a layout which needs the families gets them (`with_care`).
    """
    write = {
        RosterLayout.SCHOOL: _school, RosterLayout.NATIONAL: _national, RosterLayout.UPDATE: _update
    }[layout]  # fmt: skip
    workbook, notes = write(roster)
    save(workbook, path)
    return Exported(path, roster.pupils, notes)


# ---- the school's own


def _school(roster: RosterExport) -> tuple[Workbook, tuple[str, ...]]:
    """Every field under the heading by which an import knows it again."""
    workbook, sheet = new_sheet("Danh sách")
    sheet.page_setup.orientation = "landscape"
    fields = _fields(with_care=roster.with_care)
    _titles(sheet, roster, "DANH SÁCH HỌC SINH", column=4)
    heads = ["STT", *(LABELS[field] for field in fields)]
    _heads(sheet, _SCHOOL_HEAD, heads)
    for row, (number, of, pupil) in enumerate(_numbered(roster), _SCHOOL_HEAD + 1):
        font = STRUCK if pupil.left_on else PLAIN
        put(sheet, row, 1, number, font, align=CENTRE)
        for column, field in enumerate(fields, 2):
            text = _shown(field, pupil, of)
            put(sheet, row, column, text or None, font, align=LEFT, number_format=AS_TEXT)
    set_widths(sheet, (6, *(_WIDTHS.get(field, _USUAL_WIDTH) for field in fields)))
    sheet.freeze_panes = f"{column_letters(2)}{_SCHOOL_HEAD + 1}"
    sheet.print_title_rows = f"{_SCHOOL_HEAD}:{_SCHOOL_HEAD}"
    return workbook, ()


def _fields(*, with_care: bool) -> tuple[Field, ...]:
    places = (*PLACES, *PARENTS)
    kept = [f for f in Field if f in places and (with_care or f not in CARE)]
    return (Field.NAME, Field.CLASS, *(f for f in kept if f is not Field.NAME), Field.STATUS)


def _shown(field: Field, pupil: Pupil, of: ExportClass) -> str:
    if field is Field.CLASS:
        return of.name
    if field is Field.STATUS:
        return _status(pupil)
    return shown(field, pupil)


# ---- as the national database exports


def _national(roster: RosterExport) -> tuple[Workbook, tuple[str, ...]]:
    workbook, sheet = new_sheet("Danh sách học sinh")
    _titles(sheet, roster, "DANH SÁCH HỌC SINH", column=3)
    _heads(sheet, _NATIONAL_HEAD, _NATIONAL)
    for row, (number, of, pupil) in enumerate(_numbered(roster), _NATIONAL_HEAD + 1):
        values = (
            pupil.full_name, f"Khối {of.grade}", of.name, pupil.code, pupil.moet_id,
            shown(Field.BIRTH, pupil), shown(Field.SEX, pupil), _status(pupil),
        )  # fmt: skip
        _row(sheet, row, number, values)
    set_widths(sheet, _NATIONAL_WIDTHS)
    return workbook, tuple(_without(roster, "moet_id", "mã định danh Bộ GD&ĐT"))


# ---- what the national database takes in


def _update(roster: RosterExport) -> tuple[Workbook, tuple[str, ...]]:
    """Values stand as on the lookup sheets to the letter, or the line would be turned down."""
    workbook, sheet = new_sheet(_UPDATE_SHEET)
    _heads(sheet, 1, _UPDATE)
    for row, (number, of, pupil) in enumerate(_numbered(roster), 2):
        values = (
            of.name, pupil.moet_id, shown(Field.BIRTH, pupil), shown(Field.SEX, pupil),
            pupil.ethnicity, pupil.nationality or HOME_NATIONALITY, pupil.province, "",
            pupil.commune, pupil.father.full_name, pupil.father.birth_year,
            pupil.mother.full_name, pupil.mother.birth_year, pupil.citizen_id,
        )  # fmt: skip
        _row(sheet, row, number, values)
    set_widths(sheet, _UPDATE_WIDTHS)
    sheet.freeze_panes = "A2"
    _add_lookups(workbook, sheet, roster.pupils + 1)
    notes = (
        *_without(roster, "moet_id", "mã định danh Bộ GD&ĐT"),
        *_without(roster, "ethnicity", "dân tộc"),
        *_without(roster, "province", "tỉnh, thành phố theo danh mục mới"),
        *_without(roster, "citizen_id", "số định danh cá nhân"),
    )
    return workbook, notes


def _add_lookups(workbook: Workbook, sheet: Worksheet, last_row: int) -> None:
    nationalities = (HOME_NATIONALITY, *sorted(_nationalities(sheet, last_row)))
    lists = {
        "GIOI_TINH": _SEXES,
        "DAN_TOC": ETHNICITIES,
        "QUOC_TICH": nationalities,
        "TINH": tuple(unit.name for unit in provinces()),
    }
    for title, values in lists.items():
        lookup = workbook.create_sheet(title)
        put(lookup, 1, 1, title, BOLD)
        for row, value in enumerate(values, 2):
            put(lookup, row, 1, value)
        set_widths(lookup, (28,))
    communes = workbook.create_sheet("XA")
    for column, caption in enumerate(("TINH", "XA", "MA_XA"), 1):
        put(communes, 1, column, caption, BOLD)
    pairs = [(unit.name, one) for unit in provinces() for one in unit.communes]
    for name, one in pairs:  # without frames: three thousand lines
        communes.append((name, one.name, one.code))
    set_widths(communes, (26, 30, 10))
    for column, title in _LOOKUPS.items():
        choice = DataValidation(
            type="list", formula1=f"={title}!$A$2:$A${len(lists[title]) + 1}", allow_blank=True
        )
        letters = column_letters(column)
        choice.add(f"{letters}2:{letters}{max(2, last_row)}")
        sheet.add_data_validation(choice)


def _nationalities(sheet: Worksheet, last_row: int) -> set[str]:
    column = _UPDATE.index("Quốc tịch") + 1
    found = {str(sheet.cell(row, column).value) for row in range(2, last_row + 1)}
    return found - {HOME_NATIONALITY, "None"}


# ---- what they have in common


def _numbered(roster: RosterExport) -> Iterator[tuple[int, ExportClass, Pupil]]:
    number = 0
    for of in roster.classes:
        for line in of.lines:
            number += 1
            yield number, of, line.pupil


def _status(pupil: Pupil) -> str:
    has_left = pupil.left_on is not None
    return status_of(pupil.came_from, pupil.leave_reason, has_left=has_left).value


def _without(roster: RosterExport, name: str, words: str) -> Iterator[str]:
    lacking = [
        pupil.full_name
        for _, _, pupil in _numbered(roster)
        if not getattr(pupil, name) and pupil.left_on is None
    ]
    if lacking:
        yield f"{len(lacking)} em chưa có {words}, ví dụ {lacking[0]}. Ô ấy để trống trong tệp."


def _titles(sheet: Worksheet, roster: RosterExport, title: str, *, column: int) -> None:
    put_line(sheet, 1, roster.heading.authority.upper(), font=PLAIN)
    put_line(sheet, 2, roster.heading.school.upper())
    put_line(sheet, 3, title, column=column, font=TITLE)
    names = ", ".join(of.name for of in roster.classes)
    one = f"Lớp {names} - " if len(roster.classes) == 1 else ""
    put_line(sheet, 4, f"{one}Năm học {roster.year.replace('–', '-')}", column=column)


def _heads(sheet: Worksheet, row: int, captions: tuple[str, ...] | list[str]) -> None:
    for column, caption in enumerate(captions, 1):
        put(sheet, row, column, caption, BOLD, align=CENTRE).fill = HEAD


def _row(sheet: Worksheet, row: int, number: int, values: tuple[str, ...]) -> None:
    put(sheet, row, 1, number, align=CENTRE)
    for column, value in enumerate(values, 2):
        put(sheet, row, column, value or None, align=LEFT, number_format=AS_TEXT)
