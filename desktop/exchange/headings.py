"""Knows how a table is found in a sheet: its heading rows, its columns, and what its titles say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.exchange.workbook import Cell, SheetText
from desktop.rules.names import fold, nfc
from desktop.rules.terms import Term

SEARCHED_ROWS: Final = 60
"""A heading row farther down than this is not looked for."""

_NOISE = re.compile(r"[*:.;_“”\"]|\((?:\*|bat buoc|neu co|dd/mm/yyyy|d/m/yyyy|nam/nu)\)")
_CLASS = re.compile(
    r"\blớp\s*:?\s*(\d{1,2}\s?[./]\s?\d{1,2}|\d{1,2}\s?[a-zđ]\w{0,4})\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d)\b")
_TERM = re.compile(r"\b(?:học k[ìỳ]|hk)\s*:?\s*(ii|i|2|1)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?<!bộ )(?<!chuyên )\bmôn(?:\s+học)?\s*:?\s+(.+?)"
    r"\s*(?:\s[-–—]\s|[;|(]|,?\s*\b(?:học k[ìỳ]|hk\s*[i12]|lớp|năm học)\b|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Titles:
    """What the lines above the heading row say; None where they say nothing."""

    class_name: str | None = None
    school_year: str | None = None
    term: Term | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Where the table of a sheet lies. Rows and columns are counted from 0."""

    sheet: SheetText
    heading_row: int
    first_row: int
    columns: Mapping[str, int]
    captions: Mapping[str, str]
    unknown: tuple[str, ...]
    titles: Titles

    def heads_again(self, row: int) -> bool:
        """Whether the heading is repeated in this row, as printed lists do on every page."""
        head = _texts(self.sheet, self.heading_row)
        return bool(head) and _texts(self.sheet, row) == head


SERIES: Final = "#"
"""Ends the name of columns that are told apart only by their order."""

Aliases = Mapping[str, str]
"""A folded heading (see `heading_key`) and the column that it names."""


def heading_key(text: str) -> str:
    """A heading as the alias maps have it: without tones, stars, dots and line breaks."""
    return " ".join(_NOISE.sub(" ", fold(text)).split())


def cell_text(cell: Cell) -> str:
    """The text of a heading cell; 1.0 is 1."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(nfc(cell).split()) if isinstance(cell, str) else str(cell)


def find_table(sheet: SheetText, aliases: Aliases, needed: int = 2) -> Table | None:
    """The heading row that names the most columns, with the row of sub-headings below it."""
    best: Table | None = None
    for row in range(min(len(sheet.rows), SEARCHED_ROWS)):
        texts = _texts(sheet, row).values()
        if not any(heading_key(text) in aliases for text in texts):
            continue  # a title line right above the heading is not its upper row
        table = _table_at(sheet, row, aliases)
        if len(table.columns) >= needed and (
            best is None or len(table.columns) > len(best.columns)
        ):
            best = table
    return best


def read_titles(sheet: SheetText, before: int) -> Titles:
    """Class, school year, term and subject out of the lines above, or the sheet name."""
    lines = [
        nfc(cell) for row in sheet.rows[:before] for cell in row if isinstance(cell, str) and cell
    ]
    text = "\n".join(lines)
    year = _YEAR.search(text)
    term = _TERM.search(text)
    subject = next((found for line in lines if (found := _SUBJECT.search(line))), None)
    named = _CLASS.search(text) or _CLASS.fullmatch(f"lớp {nfc(sheet.name).strip()}")
    return Titles(
        class_name=re.sub(r"\s", "", named[1]).upper() if named else None,
        school_year=f"{year[1]}–{year[2]}" if year else None,
        term=(Term.II if term[1].lower() in {"ii", "2"} else Term.I) if term else None,
        subject=subject[1].strip() if subject else None,
    )


def _table_at(sheet: SheetText, row: int, aliases: Aliases) -> Table:
    upper = _spread(sheet, row)
    has_lower = _is_lower_heading(sheet, row + 1, aliases)
    lower = _texts(sheet, row + 1) if has_lower else {}
    columns: dict[str, int] = {}
    captions: dict[str, str] = {}
    unknown: list[str] = []
    for column in sorted(upper.keys() | lower.keys()):
        above, below = upper.get(column, ""), lower.get(column, "")
        caption = f"{above} {below}".strip()
        name = _numbered(_named(above, below, aliases), columns)
        if name is None or name in columns:
            if cell_text(sheet.cell(row, column)) or below:
                unknown.append(caption)
            continue
        columns[name] = column
        captions[name] = below or above
    _split_whole_name(sheet, row, has_lower=has_lower, columns=columns)
    first = _skip_numbering(sheet, row + 1 + has_lower)
    return Table(
        sheet, row, first, columns, captions, tuple(unknown), read_titles(sheet, row)
    )  # fmt: skip


def _numbered(name: str | None, columns: Mapping[str, int]) -> str | None:
    """The next free column of a series: four columns under one heading ĐĐGtx."""
    if name is None or not name.endswith(SERIES):
        return name
    stem = name.removesuffix(SERIES)
    return next(f"{stem}{n}" for n in range(1, len(columns) + 2) if f"{stem}{n}" not in columns)


def _named(above: str, below: str, aliases: Aliases) -> str | None:
    """The most telling reading first: both rows together, the lower, then the upper alone."""
    readings = (f"{above} {below}", below, above) if below else (above,)
    return next((aliases[key] for text in readings if (key := heading_key(text)) in aliases), None)


def _texts(sheet: SheetText, row: int) -> dict[int, str]:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return {column: text for column, cell in enumerate(cells) if (text := cell_text(cell))}


def _spread(sheet: SheetText, row: int) -> dict[int, str]:
    """The texts of a row, a merged one over all its columns.

    Where the format tells nothing of merged cells (.ods), a text reaches as far to the right as
    the row is empty and the row below is not.
    """
    texts = _texts(sheet, row)
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and (text := cell_text(sheet.cell(top, left))):
            texts.update((column, text) for column in range(left, right + 1))
    if not sheet.merged:
        below = _texts(sheet, row + 1)
        for column in range(1, max(below, default=0) + 1):
            if column not in texts and column in below and column - 1 in texts:
                texts[column] = texts[column - 1]
    return texts


def _is_lower_heading(sheet: SheetText, row: int, aliases: Aliases) -> bool:
    """Whether this row holds sub-headings: known words, or small numbers not from column A on."""
    texts = _texts(sheet, row)
    if not texts or _is_numbering(texts):
        return False
    counted = [column for column, text in texts.items() if re.fullmatch(r"[1-9]", text)]
    words = (text for column, text in texts.items() if column not in counted)
    known = sum(heading_key(text) in aliases for text in words)
    if len(counted) == len(texts):
        return 0 not in texts and all(b - a == 1 for a, b in pairwise(counted))
    return 2 * known >= len(texts) - len(counted) > 0 and known > 0


def _is_numbering(texts: Mapping[int, str]) -> bool:
    """A row (1) (2) (3) … or A B 1 2 … that only numbers the columns."""
    if min(texts, default=1) != 0:
        return False
    bare = [text.strip("() ").upper() for text in texts.values()]
    numbers = [int(text) for text in bare if text.isdecimal()]
    rest = [text for text in bare if not text.isdecimal()]
    return (
        len(numbers) > 1
        and all(b - a == 1 for a, b in pairwise(numbers))
        and all(text in {"A", "B", "C", "D"} for text in rest)
        and len(bare) > len(rest) + 1
    )


def _skip_numbering(sheet: SheetText, row: int) -> int:
    return row + 1 if _is_numbering(_texts(sheet, row)) else row


def _split_whole_name(
    sheet: SheetText, row: int, *, has_lower: bool, columns: dict[str, int]
) -> None:
    """One heading over two columns: family and middle names left, the given name right."""
    column = columns.get(WHOLE_NAME)
    if column is None or GIVEN_NAME in columns or FAMILY_NAME in columns:
        return
    used = set(columns.values())
    following = [
        bool(cell_text(sheet.cell(r, column + 1)))
        for r in range(row + 1 + has_lower, min(len(sheet.rows), row + SEARCHED_ROWS))
        if cell_text(sheet.cell(r, column))
    ]
    headless = not cell_text(sheet.cell(row, column + 1))
    if headless and column + 1 not in used and sum(following) * 2 > len(following):
        del columns[WHOLE_NAME]
        columns[FAMILY_NAME], columns[GIVEN_NAME] = column, column + 1


WHOLE_NAME: Final = "name"
FAMILY_NAME: Final = "family_name"
GIVEN_NAME: Final = "given_name"


def names_in(columns: Mapping[str, int]) -> bool:
    """Whether the table has a column of names, whole or in two parts."""
    return WHOLE_NAME in columns or {FAMILY_NAME, GIVEN_NAME} <= columns.keys()


def alias_map(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Turns {column: (heading, …)} into {folded heading: column}."""
    return dict(_pairs(words))


def _pairs(words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for column, headings in words.items():
        for heading in headings:
            yield heading_key(heading), column
