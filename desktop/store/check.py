"""Whether a file is whole: its pages, and the chain of its journal from the first row to the last.

The tables of the file must be those of this program; ``open_school`` upgrades an older one.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import chain as joined
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from desktop.commands.command import kinds
from desktop.commands.journal import FIRST_LINK, HEAD, is_whole, link
from desktop.models.journal import FileFact, Journal
from desktop.models.people import Staff
from desktop.rules.instants import show_moment
from desktop.store.engine import reader_engine
from desktop.store.slots import DATABASE
from desktop.store.trouble import CorruptFile, in_words, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[int, int], None]

MOST_SHOWN: Final = 20
_AT_A_TIME: Final = 500
_WHAT_TO_DO: Final = (
    "Tệp được giữ nguyên để đối chiếu. So với bản sao lưu gần nhất, "
    "và báo hiệu trưởng hoặc quản trị CSDL."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written; ``number`` is the journal row, 0 for the file."""

    what: str  # page, changed, moved, missing, cut, surplus
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; ``rows`` of the journal were read, ``broken`` things found in all."""

    rows: int
    broken: int
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.broken

    @property
    def sentences(self) -> tuple[str, ...]:
        """The report in words."""
        if self.whole:
            return (f"Sổ nguyên vẹn: {self.rows} dòng nhật kí nối liền, không thiếu dòng nào.",)
        more = self.broken - len(self.findings)
        rest = (f"Còn {more} chỗ khác như vậy.",) if more else ()
        return (*(finding.sentence for finding in self.findings), *rest, _WHAT_TO_DO)


def check_file(folder: Path, key: bytes, progress: Progress | None = None) -> Report:
    """Read all of a school's file; raises CorruptFile where it cannot be opened at all.

    `progress` hears rows of the journal read and in all; raising in it stops the check.
    """
    path = folder / DATABASE
    engine = reader_engine(path, key)
    try:
        with in_words(path), engine.connect() as connection:
            return _report(connection, path, progress)
    finally:
        engine.dispose()


def chain_findings(session: Session, progress: Progress | None = None) -> Iterator[Finding]:
    """What is wrong in the journal, in order; reads it as a stream."""
    total = session.execute(text("SELECT count(*) FROM journal")).scalar_one() if progress else 0
    rows = session.scalars(
        select(Journal).order_by(Journal.number).execution_options(yield_per=_AT_A_TIME)
    )
    number, chain, at = 0, FIRST_LINK, 0
    for row, after in pairwise(joined(rows, (None,))):
        if row is None:  # only the last is
            break
        if row.number != number + 1:
            yield _missing(number + 1, row.number - 1)
        elif _link(chain, row) != row.chain:
            moved = row.at <= at or (after is not None and row.at >= after.at)
            yield _altered(session, row, moved=moved)
        number, chain, at = row.number, row.chain, row.at
        if progress and number % _AT_A_TIME == 0:
            progress(min(number, total), total)
    yield from _end(session, number, chain)


def _report(connection: Connection, path: Path, progress: Progress | None) -> Report:
    findings, broken, rows = list(_pages(connection)), 0, 0
    try:
        with Session(connection) as session:
            for finding in chain_findings(session, progress):
                broken += 1
                if len(findings) < MOST_SHOWN:
                    findings.append(finding)
            rows = session.execute(text("SELECT count(*) FROM journal")).scalar_one()
    except (DatabaseError, ValueError, TypeError) as error:
        trouble = trouble_of(error, path)
        if trouble is not None and not isinstance(trouble, CorruptFile):
            raise
        # A damaged page, or a value of a kind that no row has: what was found before stands.
        findings.append(Finding("page", 0, "Nhật kí chỉ đọc được một phần vì tệp bị hư hại."))
    return Report(rows, max(broken, len(findings)), tuple(findings))


def _pages(connection: Connection) -> Iterator[Finding]:
    """What the seals of the pages and the structure of the tables say."""
    for pragma, good in (("cipher_integrity_check", []), ("integrity_check", ["ok"])):
        try:
            said = list(connection.exec_driver_sql(f"PRAGMA {pragma}").scalars())
        except DatabaseError:  # the check itself cannot read on
            said = ["?"]
        if said != good:
            count = len(said)
            yield Finding("page", 0, f"Tệp sổ bị hư hại ở {count} chỗ ({pragma}).")
            return


def _link(chain: bytes, row: Journal) -> bytes:
    if (row.packed and row.payload and not _unpacks(row.payload)) or not is_whole(row):
        return b""
    return link(chain, row)


def _unpacks(payload: bytes) -> bool:
    """Whether it is one packed stream to its last byte; a plain unpacking forgives what follows."""
    stream = zlib.decompressobj()
    try:
        stream.decompress(payload)
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data


def _missing(first: int, last: int) -> Finding:
    which = f"dòng {first}" if first == last else f"các dòng từ {first} đến {last}"
    return Finding(
        "missing", first, f"Nhật kí thiếu {which}: đã bị lấy đi hoặc đổi chỗ sau khi ghi."
    )


def _altered(session: Session, row: Journal, *, moved: bool) -> Finding:
    name = session.scalar(select(Staff.full_name).where(Staff.id == row.by))
    by = name or "một người không còn trong danh sách"
    what = "không còn ở đúng chỗ" if moved else "đã bị thay đổi"
    return Finding(
        "moved" if moved else "changed",
        row.number,
        f"Dòng {row.number} của nhật kí ({title_of(row.kind)}, {by}, {show_moment(row.at)}) "
        f"{what} sau khi ghi.",
    )


def _end(session: Session, number: int, chain: bytes) -> Iterator[Finding]:
    """Whether the last row is the one that the file remembers as the last."""
    fact = session.scalar(select(FileFact.value).where(FileFact.name == HEAD))
    if fact is None:
        if number:
            yield Finding("surplus", number, "Tệp không còn nhớ dòng cuối của nhật kí.")
        return
    head, _, remembered = fact.partition(" ")
    if int(head) > number:
        yield Finding(
            "cut",
            number + 1,
            f"Nhật kí bị cắt ở cuối: thiếu {int(head) - number} dòng, "
            f"từ dòng {number + 1} đến dòng {head}.",
        )
    elif int(head) < number or remembered != chain.hex():
        yield Finding("surplus", number, "Dòng cuối của nhật kí không phải dòng mà tệp đã nhớ.")


def title_of(kind: str) -> str:
    """What a command of that kind did, in Vietnamese; the tag for one from a newer program."""
    known = kinds().get(kind)
    return known.TITLE if known and known.TITLE else kind
