"""The last page of the class book: the principal's monthly remarks on its use."""

from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Head, Row
from desktop.printing.leaf import Layout, Leaf, side_of
from desktop.printing.page import Draft, sheet

_MONTHS: Final = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
_HEADS: Final = (
    Head("Tháng", 22, style=Style(11, 8)),
    Head("Nhận xét", 110, style=Style(11, 8, align="left")),
    Head("Kí tên, đóng dấu", 50, style=Style(11, 8)),
)


def remarks_page() -> Draft:
    """Left empty: remarks are written and stamped by hand (4.1-12)."""
    layout = Layout(
        _HEADS, len(_MONTHS), (9,), 20.0, numbered=False, dotted=False, notes=0, foot_height=2
    )
    rows = tuple(Row((f"Tháng {month}",)) for month in _MONTHS)
    leaf = Leaf("NHẬN XÉT CỦA HIỆU TRƯỞNG VỀ VIỆC SỬ DỤNG SỔ", layout, rows)
    title = "Nhận xét của Hiệu trưởng"
    return sheet("remarks", title, "remarks", (side_of(leaf),))
