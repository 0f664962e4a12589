"""The class with 1–20 free columns: for fees, for signatures, for what nobody has a form for."""

from collections.abc import Iterator
from typing import Final

from desktop.printing.fitting import Style
from desktop.printing.grid import Head, Row
from desktop.printing.lists.table import DATE, NUMBER, TEXT, ListTable, area_of, list_pages
from desktop.printing.options import BookOptions, ListOptions
from desktop.printing.page import Page
from desktop.queries.class_paper import ClassPaper
from desktop.rules.names import nfc

_UPRIGHT_BELOW: Final = 13.0
"""Titles over columns narrower than this, in millimetres, are written upwards."""
_CONTACT: Final = Style(9, 6, align="left", lines=3, inset=1.0)
_LEAST, _LEAST_WITH_CONTACT = 4.8, 7.4
_BIRTH, _PHONES = 20.0, 28.0
_LETTER: Final = 1.9
"""Width of a letter of a title, in millimetres, on the safe side."""


def pages(book: ClassPaper, options: BookOptions) -> list[Page]:
    listing, paper = options.listing, options.paper
    contact = listing.contact and book.contacts
    name = _name_width(listing, lying=paper.width > paper.height)
    told = NUMBER.width + name + _BIRTH * listing.birth_date + _PHONES * contact
    free = (area_of(paper).width - told) / len(listing.column_titles)
    upright = free < _UPRIGHT_BELOW and any(listing.column_titles)
    heads = (
        NUMBER,
        Head("Họ và tên học sinh", name, style=TEXT),
        *((Head("Ngày sinh", _BIRTH, style=DATE),) if listing.birth_date else ()),
        *((Head("Điện thoại gia đình", _PHONES, style=_CONTACT),) if contact else ()),
        *(Head(nfc(t), free, style=TEXT, upright=upright) for t in listing.column_titles),
    )
    table = ListTable(
        name=f"Danh sách lớp {book.class_name}",
        title=_title(book, listing),
        heads=heads,
        rows=tuple(Row(tuple(_cells(book, n, listing))) for n in range(len(book.pupils))),
        numbers=tuple(str(pupil.number) for pupil in book.pupils),
        head_height=_upright_height(listing) if upright else 11.0,
        least_row=_LEAST_WITH_CONTACT if contact else _LEAST,
    )
    return list_pages(book, table, paper)


def _name_width(listing: ListOptions, *, lying: bool) -> float:
    """Many columns take some of the name's room, on an upright sheet more."""
    if lying:
        return 52.0
    return 50.0 if listing.columns <= 8 else 44.0  # noqa: PLR2004 - about half of the sheet


def _upright_height(listing: ListOptions) -> float:
    longest = max(map(len, listing.column_titles))
    return min(34.0, max(14.0, longest * _LETTER))


def _title(book: ClassPaper, listing: ListOptions) -> str:
    heading = nfc(listing.heading.strip())
    return (
        f"{heading} – Lớp {book.class_name}"
        if heading
        else (f"DANH SÁCH HỌC SINH LỚP {book.class_name}")
    )


def _cells(book: ClassPaper, at: int, listing: ListOptions) -> Iterator[str]:
    pupil = book.pupils[at]
    yield pupil.name
    if listing.birth_date:
        yield f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else ""
    if listing.contact and book.contacts:
        families = (("Cha", pupil.father), ("Mẹ", pupil.mother), ("GH", pupil.guardian))
        yield "\n".join(f"{who} {parent.phone}" for who, parent in families if parent.phone)
