"""The check finds what was altered behind the program's back, and names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.store.check import MOST_SHOWN, Report, check_file
from desktop.store.engine import opened
from desktop.store.school import open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import CorruptFile
from tests.store.conftest import DAY, START, Clock, Founded


@pytest.fixture
def entered(hoa_sen: Founded, lan) -> Founded:
    with open_school(hoa_sen.folder, lan, Clock(START + DAY)) as school:
        for pupil in range(10):
            school.do(hoa_sen.marks(70 + pupil, pupil=pupil))
    return hoa_sen


def check(school: Founded) -> Report:
    return check_file(school.folder, school.unlocked.file_key)


def tamper(school: Founded, change: Callable[[Any], None]) -> Report:
    """Alter the file as somebody could who has its key, then check it."""
    with opened(school.folder / DATABASE, school.unlocked.file_key) as driver:
        change(driver)
    return check(school)


def last_number(driver: Any) -> int:
    return int(driver.execute("SELECT max(number) FROM journal").fetchone()[0])


def test_a_whole_file_is_called_whole(entered: Founded):
    report = check(entered)
    assert report.whole
    assert report.rows > 10
    assert report.sentences == (
        f"Sổ nguyên vẹn: {report.rows} dòng nhật kí nối liền, không thiếu dòng nào.",
    )


@pytest.mark.parametrize(
    "column",
    [
        "payload = CAST(payload || x'20' AS BLOB)",
        "at = at + 1",
        "by = zeroblob(16)",
        "kind = 'write_comments'",
    ],
)
def test_a_changed_row_is_named(entered: Founded, column: str):
    report = tamper(
        entered,
        lambda d: d.execute(f"UPDATE journal SET {column} WHERE number = 9"),  # noqa: S608
    )
    first = report.findings[0]
    assert (first.what, first.number, report.broken) == ("changed", 9, 1)
    assert "Dòng 9" in first.sentence
    assert "khóa" not in first.sentence


def test_the_sentence_says_what_who_and_when(entered: Founded):
    report = tamper(
        entered, lambda d: d.execute("UPDATE journal SET payload = x'7B7D' WHERE number = 9")
    )
    (sentence, what_to_do) = report.sentences
    assert "Nhập điểm, Nguyễn Thị Lan, " in sentence
    assert "2026) đã bị thay đổi sau khi ghi." in sentence
    assert "bản sao lưu" in what_to_do


def test_a_packed_payload_that_unpacks_no_more_is_named(entered: Founded):
    report = tamper(
        entered,
        lambda d: d.execute("UPDATE journal SET payload = x'00' WHERE packed AND number < 8"),
    )
    assert report.findings[0].what == "changed"


@pytest.mark.parametrize("column", ["payload = payload || x'FF'", "by = 'x'", "id = zeroblob(3)"])
def test_a_value_that_no_row_has_does_not_stop_the_report(entered: Founded, column: str):
    report = tamper(
        entered,
        lambda d: d.execute(f"UPDATE journal SET {column} WHERE number = 9"),  # noqa: S608
    )
    assert not report.whole
    assert report.broken >= 1
    assert "chỉ đọc được một phần" in report.sentences[0]


def test_a_forged_hash_is_found_at_the_next_row_at_the_latest(entered: Founded):
    def forge(driver: Any) -> None:
        driver.execute("UPDATE journal SET payload = x'7B7D' WHERE number = 9")
        driver.execute("UPDATE journal SET chain = randomblob(32) WHERE number = 9")

    assert [f.number for f in tamper(entered, forge).findings] == [9, 10]


@pytest.mark.parametrize(
    ("where", "said"),
    [("number = 9", "dòng 9"), ("number BETWEEN 7 AND 9", "các dòng từ 7 đến 9")],
)
def test_a_missing_row_is_named(entered: Founded, where: str, said: str):
    report = tamper(
        entered,
        lambda d: d.execute(f"DELETE FROM journal WHERE {where}"),  # noqa: S608
    )
    (finding,) = report.findings
    assert finding.what == "missing"
    assert said in finding.sentence


def test_reordered_rows_are_named(entered: Founded):
    def swap(driver: Any) -> None:
        for old, new in ((8, -1), (11, 8), (-1, 11)):
            driver.execute("UPDATE journal SET number = ? WHERE number = ?", (new, old))

    report = tamper(entered, swap)
    assert (report.findings[0].what, report.findings[0].number) == ("moved", 8)
    assert "không còn ở đúng chỗ" in report.sentences[0]
    assert ("moved", 11) in [(f.what, f.number) for f in report.findings]


def test_a_cut_end_is_noticed(entered: Founded):
    def cut(driver: Any) -> None:
        driver.execute("DELETE FROM journal WHERE number > ?", (last_number(driver) - 3,))

    (finding,) = tamper(entered, cut).findings
    assert finding.what == "cut"
    assert "thiếu 3 dòng" in finding.sentence


def test_an_exchanged_last_row_is_noticed(entered: Founded):
    def exchange(driver: Any) -> None:
        driver.execute("UPDATE file_fact SET value = '15 ' || hex(zeroblob(32))")

    assert tamper(entered, exchange).findings[-1].what == "surplus"


def test_many_findings_are_counted_not_recited(entered: Founded, lan):
    with open_school(entered.folder, lan, Clock(START + 2 * DAY)) as school:
        for pupil in range(10):
            for old, new in ((70 + pupil, 80), (80, 81)):
                school.do(entered.marks(new, pupil=pupil, seen=old))
    report = tamper(entered, lambda d: d.execute("UPDATE journal SET schema = 7 WHERE number > 4"))
    assert len(report.findings) == MOST_SHOWN
    assert report.broken > MOST_SHOWN
    assert any(f"Còn {report.broken - MOST_SHOWN} chỗ" in line for line in report.sentences)


def test_a_damaged_page_is_found(entered: Founded):
    path = entered.folder / DATABASE
    damage(path, path.stat().st_size - 2_000)  # rows lie there, what the tables are before
    report = check(entered)
    assert not report.whole
    assert report.findings[0].what == "page"
    assert "hư hại" in report.sentences[0]


def test_a_damaged_front_is_no_file_at_all(entered: Founded):
    damage(entered.folder / DATABASE, 100)
    with pytest.raises(CorruptFile):
        check(entered)


def damage(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(b"damaged")
