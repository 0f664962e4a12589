"""The letter to the parents of a pupil who was absent, in words and on paper."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.printing.absence_letter import letter_text, pages, print_absence_letter
from desktop.printing.options import BookOptions
from desktop.printing.paper import A4
from desktop.queries.absence_letter import AbsenceLetter
from desktop.rules.attendance import Nearness, Sums
from tests.printing.drawing import pdf_of, texts_of
from tests.printing.letters import LETTER, MISSED, MONDAY, long_letter

if TYPE_CHECKING:
    from desktop.printing.ink import Placed


def test_the_text_says_to_whom_when_how_often_and_what_is_asked():
    lines = letter_text(LETTER).splitlines()
    assert lines[0] == (
        "Kính gửi: Cha, mẹ hoặc người giám hộ của em Nguyễn Hoài An, học sinh lớp 6A"
    )
    assert "Từ ngày 16/11/2026 đến ngày 23/11/2026" in lines[2]
    assert "đã nghỉ học 2 buổi (1 có phép, 1 không phép), đi muộn 1 lần" in lines[2]
    assert lines[3:6] == [
        "– Thứ Năm 19/11/2026, buổi sáng: nghỉ có phép (ốm, có giấy của bác sĩ)",
        "– Thứ Sáu 20/11/2026, buổi sáng: nghỉ không phép",
        "– Thứ Hai 23/11/2026, buổi chiều: đi muộn (14h10)",
    ]
    assert "em đã nghỉ học 5 buổi (1 có phép, 4 không phép)" in lines[7]
    assert "cho biết lí do" in lines[8]
    assert lines[-1] == "Giáo viên chủ nhiệm: Nguyễn Thị Thu Hà"


def test_g27_is_named_only_to_whom_it_comes_near():
    assert "Thông tư 22" not in letter_text(LETTER)
    near = replace(LETTER, year=Sums(30, 11), near=Nearness.CLOSE)
    said = letter_text(near)
    assert "quá 45 buổi" in said
    assert "đã nghỉ 41 buổi, chỉ còn được nghỉ 4 buổi" in said
    assert "Thông tư 22" not in letter_text(replace(near, grade=5)), "not a rule of primary schools"


def test_a_letter_about_some_days():
    one = LETTER.between(MONDAY, MONDAY)
    assert one.missed == MISSED[2:]
    assert "Ngày 23/11/2026, em Nguyễn Hoài An đi muộn 1 lần." in letter_text(one)
    assert letter_text(one.between(date(2026, 1, 1), date(2026, 1, 2))).count("–") == 0


def test_on_paper_it_says_the_same(tmp_path: Path):
    printed = print_absence_letter(LETTER, tmp_path / "thư.pdf")
    (text,) = texts_of(printed.path.read_bytes())
    for expected in ("THÔNG BÁO VỀ VIỆC NGHỈ HỌC", "nghỉ không phép", "14h10", "Ý kiến của gia"):
        assert expected in text
    assert "Nguyễn Thị Thu Hà" in text
    assert "Ngày 23 tháng 11 năm 2026" in text


@pytest.mark.parametrize(
    ("letter", "count"),
    [(LETTER, 1), (long_letter(46), 2)],
    ids=["usual", "long"],
)
def test_nothing_is_cut_short_or_leaves_the_page(letter: AbsenceLetter, count: int):
    placed: list[Placed] = []
    made = pages(letter, BookOptions(paper=A4))
    pdf_of(made, placed)
    assert len(made) == count
    assert all(one.setting.whole for one in placed), [p.text for p in placed if not p.setting.whole]
    above = [one for one in placed if one.box.y < A4.content.bottom]
    assert all(one.box.y + one.setting.height < A4.content.bottom for one in above)


@pytest.mark.parametrize("days", [0, 11, 14, 15, 16, 29, 30, 31, 45])
def test_every_number_of_days_has_its_room(days: int):
    placed: list[Placed] = []
    pdf_of(pages(long_letter(days), BookOptions(paper=A4)), placed)
    above = [one for one in placed if one.box.y < A4.content.bottom]
    assert all(one.box.y + one.setting.height < A4.content.bottom for one in above)
