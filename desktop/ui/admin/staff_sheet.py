"""The staff as rows of the grid, and what typing into them means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from desktop.commands.staff import EditStaff, StaffFacts
from desktop.queries.staff_list import StaffLine
from desktop.rules.names import fold, tidy_name
from desktop.store.keys import KeySlot
from desktop.ui.admin.records import Change, Kind
from desktop.ui.grid.sheet import CellView, Column, RowHead, State
from desktop.ui.grid.sheet import Kind as Standing

SEXES: Final = {"": "", "nam": "Nam", "nu": "Nữ"}
COLUMNS: Final = (
    Column("number", "STT", Standing.NUMBER, 44, editable=False, frozen=True),
    Column("name", "Họ và tên", Standing.NAME, 196, frozen=True, max_length=80),
    Column("account", "Tên đăng nhập", Standing.TEXT, 120, max_length=40),
    Column("sex", "Giới tính", Standing.WORD, 80, choices=("Nam", "Nữ")),
    Column("position", "Chức danh", Standing.TEXT, 150, max_length=80),
    Column("way_in", "Đăng nhập", Standing.TEXT, 150, editable=False),
    Column("duties", "Phân công", Standing.TEXT, 330, editable=False),
)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as the grid shows it."""

    number: int
    line: StaffLine
    slot: KeySlot | None
    today: date

    @property
    def duties(self) -> str:
        """In force today: Giáo viên bộ môn only counted, for the names would fill the screen."""
        words: dict[str, int] = {}
        for duty in self.line.duties_on(self.today):
            course = " · " in duty.where
            key = duty.role.label if course else duty.words
            words[key] = words.get(key, 0) + 1
        return ", ".join(f"{key} ({n} lớp–môn)" if n > 1 else key for key, n in words.items())


def staff_rows(
    lines: tuple[StaffLine, ...], slots: Mapping[UUID, KeySlot], today: date
) -> tuple[StaffRow, ...]:
    return tuple(
        StaffRow(n, line, slots.get(line.staff_id), today) for n, line in enumerate(lines, 1)
    )


def _show(row: StaffRow, key: str) -> CellView:
    facts = row.line.facts
    quiet = State.NORMAL if facts.active else State.MUTED
    if key == "way_in":
        return _way_in(row)
    if key == "duties":
        found = row.duties
        if not found:
            return CellView("chưa phân công", State.MUTED, "Chưa có việc nào. Bấm Phân công…")
        return CellView(found, quiet, "; ".join(d.words for d in row.line.duties_on(row.today)))
    text = {
        "number": str(row.number), "name": facts.full_name, "account": facts.account,
        "sex": SEXES.get(facts.sex, ""), "position": facts.position,
    }[key]  # fmt: skip
    gone = "" if facts.active else "không còn làm việc ở trường"
    return CellView(text, quiet, gone)


def _way_in(row: StaffRow) -> CellView:
    if row.slot is None:
        return CellView("chưa có tài khoản", State.MUTED, "Bấm Tài khoản để mở.")
    if row.slot.must_change:
        said = "Phải đổi mật khẩu ở lần đăng nhập tới."
        return CellView("mật khẩu đầu tiên", State.DUE, said, icon="ri.time-line")
    return CellView("đã mở", State.COMPLETE, "Đăng nhập được trên máy này.")


def _change(row: StaffRow, key: str, text: str) -> Change:
    facts, value = row.line.facts, tidy_name(text)
    if key == "sex":
        known = {fold(words): code for code, words in SEXES.items()}
        if fold(value) not in known:
            return f"“{text}” chưa được ghi. Giới tính là Nam hoặc Nữ."
        wanted = msgspec.structs.replace(facts, sex=known[fold(value)])
    else:
        name = {"name": "full_name", "account": "account", "position": "position"}[key]
        wanted = msgspec.structs.replace(facts, **{name: value})
    if wanted == facts:
        return None
    return EditStaff(staff_id=row.line.staff_id, facts=wanted, seen=facts)


STAFF: Final = Kind(
    columns=COLUMNS,
    head=lambda row: RowHead(row.line.staff_id, row.line.facts.full_name),
    show=_show,
    change=_change,
)


def new_account_name(full_name: str, taken: set[str]) -> str:
    """Lannt from Nguyễn Thị Lan; with a number where somebody has it."""
    words = fold(full_name).split()
    if not words:
        return ""
    usual = words[-1] + "".join(word[0] for word in words[:-1])
    free = (f"{usual}{n or ''}" for n in range(len(taken) + 2))
    return next(name for name in free if name not in taken)


def facts_of(full_name: str, account: str, sex: str, position: str) -> StaffFacts:
    """New facts from what was typed."""
    return StaffFacts(account.strip(), tidy_name(full_name), sex, tidy_name(position))
