"""Tab-separated text as Excel and LibreOffice put it on the clipboard, both ways."""

import re
import unicodedata
from collections.abc import Sequence

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def to_text(block: Sequence[Sequence[str]]) -> str:
    """Write rows as spreadsheet programs do: tabs, CRLF, quotes where a cell needs them."""
    return "\r\n".join("\t".join(_quoted(cell) for cell in row) for row in block)


def _quoted(cell: str) -> str:
    if not cell.startswith('"') and not any(sign in cell for sign in "\t\n\r"):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def from_text(text: str) -> list[list[str]]:
    """Read clipboard text into a rectangle of NFC cells; [] when it holds nothing.

    One line end at the close belongs to the last row. Quotes only count when they close at the
    end of a cell, for Excel does not quote a text that merely begins with a quotation mark.
    Short rows are filled up with empty cells, as a spreadsheet does.
    """
    body = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    body = body.removesuffix("\n").replace("\0", "")
    if not body:
        return []
    rows = _read(body)
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def _read(body: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        quoted = _QUOTED.match(body, at)
        found = quoted or _PLAIN.match(body, at)
        if found is None:  # cannot happen: _PLAIN matches the empty text
            return rows
        text = quoted.group(1).replace('""', '"') if quoted else found.group()
        rows[-1].append(" ".join(text.split()))
        at = found.end()
        if at >= len(body):
            return rows
        if body[at] == "\n":
            rows.append([])
        at += 1
