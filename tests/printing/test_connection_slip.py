"""The slip that connects a computer to the school's server."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.printing.connection_slip import Slip, pages, print_slip, symbol_rows
from desktop.printing.options import BookOptions
from desktop.printing.paper import A4
from tests.printing.drawing import pdf_of, texts_of

if TYPE_CHECKING:
    from desktop.printing.ink import Placed

GROUPS = "2228VR XJH4T5 XX2H29 2R5MCJ 9XK9HC F28C4C CJTMGV 4V49TC TXXKCP RKJPNP FC49VM F7K2KL"
SLIP = Slip(
    school="Trường Trung học cơ sở Hoa Sen",
    address="192.168.1.20:8743",
    school_code="thcs-hoa-sen",
    code=GROUPS,
    symbol="SOTRUONG:" + GROUPS.replace(" ", ""),
)
LONG = Slip(
    school="Trường Phổ thông dân tộc bán trú Trung học cơ sở và Trung học phổ thông "
    + "Hoa Sen " * 6,
    address="may-chu-so-truong.phong-giao-duc-va-dao-tao.hoa-binh.edu.vn:65535",
    school_code="a" * 40,
    code=f"{GROUPS} {GROUPS}",
    symbol="SOTRUONG:" + GROUPS.replace(" ", "") * 2,
)


def test_a_teacher_finds_on_it_where_what_and_how(tmp_path: Path):
    printed = print_slip(SLIP, tmp_path / "phieu.pdf")
    (text,) = texts_of(printed.path.read_bytes())
    for expected in (SLIP.school, SLIP.address, SLIP.school_code, *GROUPS.split(), "nhóm 12"):
        assert expected in text
    assert "Nối với máy chủ của trường" in text


@pytest.mark.parametrize("slip", [SLIP, LONG], ids=["usual", "long"])
def test_nothing_on_it_is_cut_short_or_overlaps_its_foot(slip: Slip):
    placed: list[Placed] = []
    pdf_of(pages(slip, BookOptions(paper=A4)), placed)
    assert all(one.setting.whole for one in placed), [p.text for p in placed if not p.setting.whole]
    above_the_foot = [one for one in placed if one.box.y < A4.content.bottom]
    assert all(one.box.y + one.setting.height < A4.content.bottom for one in above_the_foot)


def test_its_symbol_is_a_square_with_three_corners():
    rows = symbol_rows(SLIP.symbol)
    assert {len(row) for row in rows} == {len(rows)}
    corner = [[at in (0, 6) or row in (0, 6) or (2 <= at <= 4 and 2 <= row <= 4)
               for at in range(7)] for row in range(7)]  # fmt: skip
    side = len(rows)
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        assert [row[left : left + 7] for row in rows[top : top + 7]] == corner
    assert side <= 41  # version 6: large modules, whatever camera it is
