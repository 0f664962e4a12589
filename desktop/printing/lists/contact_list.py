"""The families of a class with their telephones: only for those who may see them (D-2)."""

from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Head, Row
from desktop.printing.lists.table import DATE, NUMBER, TEXT, ListTable, list_pages
from desktop.printing.options import BookOptions
from desktop.printing.page import Page
from desktop.queries.book_pupils import BookPupil, PupilParent
from desktop.queries.class_paper import ClassPaper

_CELL: Final = Style(9, 6.5, align="left", lines=3, inset=1.0)
_HEADS: Final = (
    NUMBER,
    Head("Họ và tên học sinh", 46, style=TEXT),
    Head("Ngày sinh", 20, style=DATE),
    Head("Cha", 46, style=_CELL),
    Head("Mẹ", 46, style=_CELL),
    Head("Người giám hộ", 38, style=_CELL),
    Head("Địa chỉ", 65, style=_CELL),
)
_KEEP: Final = (
    "Chỉ dùng để nhà trường liên hệ với gia đình; không sao chụp, không chuyển cho người khác."
)


def pages(book: ClassPaper, options: BookOptions) -> list[Page]:
    table = ListTable(
        name=f"Danh bạ phụ huynh lớp {book.class_name}",
        title=f"DANH BẠ PHỤ HUYNH HỌC SINH LỚP {book.class_name}",
        heads=_HEADS,
        rows=tuple(Row(_cells(pupil)) for pupil in book.pupils),
        numbers=tuple(str(pupil.number) for pupil in book.pupils),
        head_height=9.0,
        least_row=8.8,
        remark=_KEEP,
    )
    return list_pages(book, table, options.paper)


def _cells(pupil: BookPupil) -> tuple[str, ...]:
    born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else ""
    families = (pupil.father, pupil.mother, pupil.guardian)
    return (pupil.name, born, *(_reached(parent) for parent in families), pupil.address)


def _reached(parent: PupilParent) -> str:
    return "\n".join(filter(None, (parent.name, parent.phone)))
