"""How a month goes on: confirmed, received, signed; who can do what now, and take it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.commands.command import Command
from desktop.commands.roll_months import (
    ConfirmMonth,
    ReceiveSheets,
    SheetStep,
    SignSheets,
    TakeBackSheets,
    WithdrawConfirmation,
)
from desktop.queries.month_grid import MonthGrid

CONFIRM, WITHDRAW, RECEIVE, SIGN = "confirm", "withdraw", "receive", "sign"


@dataclass(frozen=True, slots=True)
class MonthStep:
    """An act: the words of its button, the question, what follows, and its command.

    `make` takes the reason where one `needs_reason`; `closed` says why it cannot be done yet.
    """

    key: str
    words: str
    question: str
    text: str
    what: str
    make: Callable[[str], Command]
    needs_reason: bool = False
    closed: str = ""


def step_on(grid: MonthGrid) -> MonthStep | None:
    """The act that this person can take the month on with."""
    state = grid.state
    if state.confirmed is None:
        return _confirming(grid) if grid.may_confirm and grid.months else None
    if state.received is None:
        return _receiving(grid) if grid.may_receive else None
    if state.signed is None and grid.may_sign:
        return _signing(grid)
    return None


def step_back(grid: MonthGrid) -> MonthStep | None:
    """The act that takes this person's last step back."""
    state = grid.state
    if state.signed is not None:
        return _not_signed(grid) if grid.may_sign else None
    if state.received is not None:
        return _not_received(grid) if grid.may_receive else None
    if state.confirmed is not None and grid.may_confirm:
        return _withdrawing(grid)
    return None


def _month(grid: MonthGrid) -> str:
    return f"tháng {grid.month}/{grid.year}"


def _confirming(grid: MonthGrid) -> MonthStep:
    def make(_reason: str, *, fill: bool = False) -> Command:
        return ConfirmMonth(class_id=grid.class_id, year=grid.year, month=grid.month, fill=fill)

    return MonthStep(
        CONFIRM, f"Xác nhận tháng {grid.month}",
        f"Xác nhận điểm danh {_month(grid)} của lớp {grid.class_name}?", "",
        f"xác nhận {_month(grid)}", make, closed=_not_over(grid),
    )  # fmt: skip


def _not_over(grid: MonthGrid) -> str:
    sessions = [head.day for head in grid.days if head.parts]
    if not sessions:
        return f"{_month(grid)[:1].upper()}{_month(grid)[1:]} lớp không có buổi học nào"
    if sessions[-1] > grid.today:
        return f"Tháng còn buổi học đến ngày {sessions[-1]:%d/%m}; xác nhận từ ngày ấy"
    return ""


_CHANGES: Final = (
    "Những ô sửa sau lần xác nhận này vẫn giữ cả hai giá trị, lí do để phó hiệu trưởng xem."
)


def _withdrawing(grid: MonthGrid) -> MonthStep:
    def make(reason: str) -> Command:
        return WithdrawConfirmation(
            class_id=grid.class_id, year=grid.year, month=grid.month, reason=reason
        )

    printed = " Sổ đã in của tháng này cần in lại." if grid.state.printed else ""
    return MonthStep(
        WITHDRAW, "Rút xác nhận…", f"Rút xác nhận điểm danh {_month(grid)}?",
        f"Bảng tháng mở lại để sửa, rồi cần xác nhận lại. {_CHANGES}{printed}",
        f"rút xác nhận {_month(grid)}", make, needs_reason=True,
    )  # fmt: skip


def _receiving(grid: MonthGrid) -> MonthStep:
    def make(_reason: str) -> Command:
        return ReceiveSheets(class_ids=(grid.class_id,), year=grid.year, month=grid.month)

    return MonthStep(
        RECEIVE, "Đã nhận sổ…",
        f"Văn phòng đã nhận sổ gọi tên {_month(grid)} của lớp {grid.class_name}?",
        "Tờ sổ có chữ kí của giáo viên chủ nhiệm đã ở văn phòng. Từ lúc này giáo viên không tự "
        "rút xác nhận được nữa.",
        f"nhận sổ gọi tên {_month(grid)}", make,
    )  # fmt: skip


def _signing(grid: MonthGrid) -> MonthStep:
    def make(_reason: str) -> Command:
        return SignSheets(class_ids=(grid.class_id,), year=grid.year, month=grid.month)

    return MonthStep(
        SIGN, "Đã kí duyệt…",
        f"Hiệu trưởng đã kí duyệt sổ gọi tên {_month(grid)} của lớp {grid.class_name}?",
        "Ghi lại rằng tờ sổ văn phòng đã nhận có chữ kí của hiệu trưởng.",
        f"kí duyệt sổ gọi tên {_month(grid)}", make,
    )  # fmt: skip


def _taking_back(grid: MonthGrid, step: SheetStep) -> Callable[[str], Command]:
    def make(_reason: str) -> Command:
        return TakeBackSheets(
            class_ids=(grid.class_id,), year=grid.year, month=grid.month, step=step
        )

    return make


def _not_received(grid: MonthGrid) -> MonthStep:
    return MonthStep(
        RECEIVE, "Bỏ ghi đã nhận…", f"Bỏ ghi văn phòng đã nhận sổ gọi tên {_month(grid)}?",
        "Chỉ dùng khi ghi nhầm. Tháng trở lại bước đã xác nhận, chờ nhận sổ.",
        f"bỏ ghi đã nhận sổ {_month(grid)}", _taking_back(grid, SheetStep.RECEIVED),
    )  # fmt: skip


def _not_signed(grid: MonthGrid) -> MonthStep:
    return MonthStep(
        SIGN, "Bỏ ghi đã kí duyệt…", f"Bỏ ghi hiệu trưởng đã kí duyệt sổ {_month(grid)}?",
        "Chỉ dùng khi ghi nhầm. Tháng trở lại bước văn phòng đã nhận sổ.",
        f"bỏ ghi kí duyệt sổ {_month(grid)}", _taking_back(grid, SheetStep.SIGNED),
    )  # fmt: skip
