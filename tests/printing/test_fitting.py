"""No text leaves its box, whatever the text and whatever the box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.fitting import ASCENT, DESCENT, POINT, Setting, Style, fit, text_width
from tests.printing.drawing import bundled

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẮẾỘỰỹ0123456789@.,- "
texts = st.text(LETTERS, min_size=1, max_size=120)
styles = st.builds(
    Style,
    size=st.floats(5, 16),
    least=st.floats(3, 12),
    align=st.sampled_from(["left", "center", "right"]),
    lines=st.integers(1, 4),
    inset=st.floats(0, 1),
    leading=st.floats(1.11, 1.5),
    top=st.booleans(),
)


def leaves_the_box(setting: Setting, font: str, width: float, height: float) -> bool:
    slack = 0.01
    return any(
        line.x < -slack
        or line.x + text_width(line.text, font, setting.size) > width * POINT + slack
        or line.y - ASCENT * setting.size < -slack
        or line.y + DESCENT * setting.size > height * POINT + slack
        for line in setting.lines
    )


@given(texts, st.floats(6, 150), st.floats(1.5, 60), styles)
def test_no_text_leaves_its_box(text: str, width: float, height: float, style: Style):
    font = bundled().regular
    setting = fit(text, font, width, height, style)
    assert not leaves_the_box(setting, font, width, height)
    assert len(setting.lines) <= style.lines


@given(texts, styles)
def test_what_fits_is_neither_cut_nor_reordered(text: str, style: Style):
    setting = fit(text, bundled().regular, 400, 60, style)
    assert setting.whole
    shown = " ".join(line.text for line in setting.lines)
    assert shown.split() == text.split()


def test_short_text_keeps_its_size():
    setting = fit("Nguyễn Hoài An", bundled().regular, 45, 5, Style(9, 7))
    assert setting.size == 9
    assert [line.text for line in setting.lines] == ["Nguyễn Hoài An"]


def test_long_text_becomes_smaller_before_it_takes_two_lines():
    font, style = bundled().regular, Style(9, 7, align="left")
    one = fit("Công Huyền Tôn Nữ Phương Quỳnh", font, 38, 5, style)
    two = fit("Công Huyền Tôn Nữ Nguyễn Phương Quỳnh Trang Anh", font, 38, 5, style)
    assert (len(one.lines), len(two.lines)) == (1, 2)
    assert 7 <= one.size < 9
    assert two.whole


def test_text_that_no_size_fits_ends_in_an_ellipsis():
    setting = fit("phuhuynh" * 40, bundled().regular, 20, 4, Style(9, 7))
    assert not setting.whole
    assert setting.lines[-1].text.endswith("…")


@pytest.mark.parametrize(("align", "expected"), [("left", 0), ("center", 1), ("right", 2)])
def test_alignment(align, expected):
    font = bundled().regular
    style = Style(9, 7, align=align, inset=0)
    (line,) = fit("8,5", font, 20, 5, style).lines
    free = 20 * POINT - text_width("8,5", font, 9)
    assert line.x == pytest.approx(free * expected / 2)


def test_a_low_row_keeps_one_line_where_two_would_be_smaller():
    font, style = bundled().regular, Style(9, 7.5, align="left")
    low = fit("Nguyễn Hoàng Trường Thương Phương Nghị", font, 40, 3.4, style)
    high = fit("Nguyễn Hoàng Trường Thương Phương Nghị", font, 40, 6, style)
    assert (len(low.lines), len(high.lines)) == (1, 2)
    assert high.size > low.size
