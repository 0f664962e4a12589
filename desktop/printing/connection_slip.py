"""The slip that connects a computer to the school's server: the code to type, its symbol, how."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from desktop.printing.fitting import Style
from desktop.printing.forms import Form
from desktop.printing.ink import GREY, HAIR, Box, Ink
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, Page, bound
from desktop.printing.paper import A4, Paper
from desktop.printing.press import PrintedDocument, print_form

_A_ROW: Final = 4  # groups of the code side by side
_QUIET: Final = 4  # modules of white around a symbol, so that any camera finds it
_SYMBOL: Final = 62.0
_SCHOOL: Final = Style(13, 9, "bold", lines=2)
_TITLE: Final = Style(17, 12, "bold", lines=1)
_NAMED: Final = Style(11, 9, align="left", lines=1, inset=0)
_VALUE: Final = Style(13, 8, "bold", align="left", lines=1, inset=0)
_GROUP: Final = Style(19, 14, "bold", lines=1)
_PLACE: Final = Style(8, 7, lines=1)
_ASIDE: Final = Style(11, 8, "italic", "left", lines=3, inset=0, top=True)
_STEP: Final = Style(12, 9, align="left", lines=6, inset=0, top=True)

_STEPS: Final = (
    "1. Mở Sổ Trường trên máy của mình. Ở lần mở đầu tiên, chọn “Nối với máy chủ của trường”.",
    (
        "2. Gõ mã ở trên, hoặc dán mã được gửi qua tin nhắn. Chữ hoa hay chữ thường, có dấu cách "
        "hay không đều được; để bộ gõ tiếng Việt bật cũng được. Gõ chưa đúng nhóm nào, chương "
        "trình sẽ chỉ ra nhóm ấy."
    ),
    "3. Đăng nhập bằng tài khoản và mật khẩu đầu tiên do nhà trường cấp, rồi đổi mật khẩu.",
)
_NOTE: Final = (
    "Mã này chỉ cho máy biết máy chủ ở đâu và nhận ra đúng máy chủ ấy; mã không thay cho mật khẩu. "
    "Khi nhà trường đổi địa chỉ máy chủ hoặc chứng thư, phiếu này được thay bằng phiếu mới."
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on it: the code in groups, and the text of its symbol."""

    school: str
    address: str
    school_code: str
    code: str
    symbol: str


def print_slip(slip: Slip, path: Path) -> PrintedDocument:
    """One A4 page. Raises Trouble with a sentence for the person."""
    return print_form(SLIP, slip, BookOptions(paper=A4), path)


def pages(slip: Slip, options: BookOptions) -> list[Page]:
    """The page as a value."""

    def draw(ink: Ink, paper: Paper) -> None:
        _draw(ink, paper.content, slip)

    content = (slip.school, slip.address, slip.school_code, slip.code, slip.symbol)
    draft = Draft("slip", "Phiếu kết nối", "slip", content, draw)
    return bound([draft], options.paper, f"Phiếu kết nối – {slip.school}")


SLIP: Final = Form("connection-slip", "Phiếu kết nối", "với máy chủ của trường", (A4,), (), pages)


def symbol_rows(text: str) -> list[list[bool]]:
    """The QR symbol as rows of modules, as small as the text allows, True where it is dark."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return [[bool(dark) for dark in row] for row in code.modules]


def _draw(ink: Ink, box: Box, slip: Slip) -> None:
    ink.text(box.band(4, 12), slip.school, _SCHOOL)
    ink.text(box.band(20, 9), "PHIẾU KẾT NỐI VỚI MÁY CHỦ CỦA TRƯỜNG", _TITLE)
    _draw_facts(ink, box.band(36, 16), slip)
    groups = slip.code.split()
    rows = -(-len(groups) // _A_ROW)
    _draw_groups(ink, box.band(56, rows * 17.0), groups)
    below = 56 + rows * 17.0 + 6
    _draw_symbol(ink, Box(box.x, box.y + below, _SYMBOL, _SYMBOL), slip.symbol)
    _draw_steps(ink, box.column(_SYMBOL + 4, box.width - _SYMBOL - 4).band(below + 5, _SYMBOL))
    ink.text(box.band(below + _SYMBOL + 4, 16), _NOTE, _ASIDE)


def _draw_facts(ink: Ink, box: Box, slip: Slip) -> None:
    facts = (("Địa chỉ máy chủ", slip.address), ("Mã trường", slip.school_code))
    for number, (name, value) in enumerate(facts):
        line = box.band(number * 8, 7)
        ink.text(line.column(0, 38), f"{name}:", _NAMED)
        ink.text(line.column(38, line.width - 38), value, _VALUE)


def _draw_groups(ink: Ink, box: Box, groups: Sequence[str]) -> None:
    """Each group in a frame with its number below: a slip is told by that number."""
    width = box.width / _A_ROW
    for number, group in enumerate(groups):
        row, column = divmod(number, _A_ROW)
        cell = box.band(row * 17.0, 15).column(column * width + 1, width - 2)
        ink.outline(cell, HAIR)
        ink.text(cell.band(1, 9.5), group, _GROUP)
        ink.text(cell.band(10.5, 4), f"nhóm {number + 1}", _PLACE, GREY)


def _draw_symbol(ink: Ink, box: Box, text: str) -> None:
    rows = symbol_rows(text)
    quiet = box.width * _QUIET / (len(rows) + 2 * _QUIET)
    ink.squares(Box(box.x + quiet, box.y + quiet, box.width - 2 * quiet, 0), rows)


def _draw_steps(ink: Ink, box: Box) -> None:
    top = 0.0
    for step in _STEPS:
        setting = ink.text(box.band(top, box.height - top), step, _STEP)
        top += (setting.height if setting else 0.0) + 3
