"""What the sheet shows: painted states, head, frozen columns, the cell line, its speed."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from desktop.ui.grid.blocks import Block
from desktop.ui.grid.cell_line import Line, line_of
from desktop.ui.grid.facts import average, facts
from desktop.ui.grid.pane import SheetPane
from desktop.ui.grid.sheet import CellView, Column, HeadLine, Kind, RowHead, State
from desktop.ui.grid.view import AIRY, COMPACT, SheetView
from desktop.ui.theme import DARK, LIGHT, Tokens, apply_theme, tokens
from tests.ui.grid.marks_sheet import AVERAGE, COLUMNS, COMMENT, FINAL, NAME, TX1, TX2, MarksSheet
from tests.ui.keys import press, type_text


class OneState(MarksSheet):
    """A sheet whose second row shows one given cell."""

    def __init__(self, shown: CellView) -> None:
        super().__init__()
        self.shown = shown

    def cell(self, row: int, column: int) -> CellView:
        return self.shown if (row, column) == (1, TX2) else super().cell(row, column)


def picture(view: SheetView, rect: QRect) -> QImage:
    return view.viewport().grab(rect.adjusted(0, 0, -1, -1)).toImage()


def colours(image: QImage) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def inside(view: SheetView, row: int, column: int) -> QRect:
    return view.cell_rect(row, column).adjusted(0, 3, -3, -3)


GROUNDS = [
    (CellView("8"), "page"),
    (CellView("8", State.LOCKED), "lock"),
    (CellView("8", State.COMPUTED), "calc"),
    (CellView("8,75", State.INVALID), "red_ground"),
    (CellView("8", State.LOCKED | State.REFUSED), "red_ground"),
    (CellView("7 / 8", State.CONFLICT | State.LOCKED), "red_ground"),
    (CellView("", State.HATCHED), "lock"),
    (CellView("8", State.WAITING), "page"),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(("cell", "ground"), GROUNDS)
def test_the_ground_of_each_state(pane: SheetPane, cell: CellView, ground: str, theme: Tokens):
    apply_theme(theme.name)
    pane.show_sheet(OneState(cell), at=(5, TX1))
    image = picture(pane.view, inside(pane.view, 1, TX2))
    assert QColor(image.pixel(image.width() - 3, image.height() - 2)).name().upper() in {
        getattr(theme, ground),
        theme.line5,  # a stroke of the hatching
    }
    apply_theme("light")


SIGNS = [
    State.LOCKED,
    State.INVALID,
    State.REFUSED,
    State.CONFLICT,
    State.WAITING,
    State.BROUGHT_IN,
    State.MAKEUP,
    State.ZERO,
    State.LOW,
    State.INCOMPLETE,
    State.HATCHED,
    State.RAISED,
    State.DUE,
    State.COMPLETE,
    State.MUTED,
]


def grey(view: SheetView) -> bytes:
    """A picture of the cell without colour and without its ground."""
    image = picture(view, inside(view, 1, TX2))
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(image.constBits())


def test_every_state_can_be_told_without_colour(pane: SheetPane):
    seen: dict[bytes, int] = {}
    for state in (State.NORMAL, *SIGNS):
        pane.show_sheet(OneState(CellView("8", state)), at=(5, TX1))
        image = grey(pane.view)
        assert image not in seen, f"state {state} looks like {seen.get(image)}"
        seen[image] = state


def test_steps_show_the_level(pane: SheetPane):
    def inked(level: int) -> int:
        apply_theme("light")
        sheet = OneState(CellView("x", level=level))
        sheet.columns = tuple(
            Column(c.key, c.title, Kind.LEVEL, c.width) if c.key == "tx2" else c for c in COLUMNS
        )
        pane.show_sheet(sheet, at=(5, TX1))
        image = picture(pane.view, inside(pane.view, 1, TX2))
        accent = QColor(LIGHT.accent)
        return sum(
            QColor(image.pixel(x, y)) == accent
            for x in range(min(28, image.width()))
            for y in range(image.height())
        )

    counts = [inked(level) for level in range(4)]
    assert counts == sorted(counts)
    assert len(set(counts)) == 4


def ink_starts(view: SheetView, row: int, column: int) -> int:
    image = picture(view, inside(view, row, column))
    page = QColor(tokens().page).rgb()
    return next(
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != page for y in range(image.height()))
    )


def test_marks_stand_by_their_decimal_comma(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(1, FINAL): "7", (2, FINAL): "7,5", (3, FINAL): "10"}
    view.refresh()
    one, half, ten = (ink_starts(view, row, FINAL) for row in (1, 2, 3))
    assert one == half
    assert ten < one


def test_every_fifth_line_is_solid(view: SheetView):
    def under(row: int) -> str:
        rect = view.cell_rect(row, COMMENT)
        return QColor(
            view.viewport().grab().toImage().pixel(rect.center().x(), rect.bottom())
        ).name()

    solid = [row for row in range(10) if under(row).upper() == LIGHT.line5]
    assert solid == [4, 9]


def test_the_row_of_a_pupil_who_left_is_struck_to_its_last_column(
    view: SheetView, sheet: MarksSheet
):
    sheet.leave(2)
    view.refresh()
    image = view.viewport().grab().toImage()
    rect = view.cell_rect(2, AVERAGE)
    y = rect.y() + rect.height() // 2
    red = QColor(LIGHT.red).rgb()
    assert image.pixel(rect.right(), y) == red
    assert image.pixel(view.cell_rect(2, NAME).right() - 3, y) == red
    assert image.pixel(rect.right() + 4, y) != red


def test_names_stay_when_the_grid_is_scrolled_sideways(pane: SheetPane, view: SheetView):
    pane.resize(420, 400)
    QApplication.processEvents()
    before = picture(view, view.cell_rect(3, NAME))
    view.go(4, COMMENT)
    assert view.horizontalScrollBar().value() > 0
    assert view.cell_rect(3, NAME).left() == 42
    assert picture(view, view.cell_rect(3, NAME)) == before
    assert view.indexAt(view.cell_rect(3, NAME).center()).column() == NAME
    assert view.visualRect(view.sheet_model.index(3, NAME)) == view.cell_rect(3, NAME)


def test_the_current_cell_never_hides_under_the_names(pane: SheetPane, view: SheetView):
    pane.resize(420, 400)
    QApplication.processEvents()
    view.go(4, COMMENT)
    view.go(4, TX1)
    assert view.cell_rect(4, TX1).left() >= view.cell_rect(4, NAME).right()


def test_the_frame_is_two_pixels_of_ink(view: SheetView):
    view.go(3, TX1)
    rect = view.cell_rect(3, TX1)
    image = view.viewport().grab().toImage()
    accent = QColor(LIGHT.accent).rgb()
    assert image.pixel(rect.center().x(), rect.top()) == accent
    assert image.pixel(rect.center().x(), rect.bottom() + 1) == accent


def test_row_height_is_a_choice(view: SheetView):
    assert view.rowHeight(0) == COMPACT
    view.set_row_height(AIRY)
    assert view.rowHeight(0) == AIRY


@pytest.mark.parametrize(
    ("lines", "group", "height"),
    [
        ((), "", 34),
        ((HeadLine("KT 02/11"),), "", 44),
        ((), "Số buổi nghỉ", 44),
        ((HeadLine("02/11"),), "ĐĐGtx", 68),
    ],
)
def test_the_head_is_as_high_as_it_needs(
    pane: SheetPane, lines: tuple[HeadLine, ...], group: str, height: int
):
    sheet = MarksSheet()
    sheet.columns = (Column("a", "A", lines=lines, group=group), Column("b", "B"))
    pane.show_sheet(sheet)
    QApplication.processEvents()
    assert pane.view.head.height() == height


def test_widths_are_kept_by_column(pane: SheetPane, sheet: MarksSheet):
    kept: list[dict[str, int]] = []
    pane.show_sheet(sheet, widths={"tx1": 90}, keep_widths=kept.append)
    assert pane.view.columnWidth(TX1) == 90
    pane.view.setColumnWidth(TX2, 77)
    pane.view.head.resized.emit()
    assert kept[-1]["tx2"] == 77
    assert "nx" not in kept[-1]


def test_the_cell_line_says_what_the_cell_shows(pane: SheetPane, sheet: MarksSheet):
    sheet.texts[0, TX1] = "6"
    sheet.locked.add((0, TX1))
    pane.view.refresh()
    assert pane.line.line.who == "Nguyễn Hoài An · ĐĐGtx 1"
    assert pane.line.line.value == "6"
    assert pane.line.accessibleName() == "Nguyễn Hoài An · ĐĐGtx 1, 6, đã khóa 21/12, cô Hương"
    pane.view.go(0, TX2)
    type_text(pane.view, "7")
    assert pane.line.line.value == "đang nhập"
    press(pane.view, Qt.Key.Key_Escape)
    assert pane.line.line.value == "chưa nhập"


def test_what_the_cell_line_cuts_off_is_there_to_be_told_on_hover(pane: SheetPane):
    long = "đã khóa, muốn sửa cần lập biên bản. " * 12
    pane.line.say(Line("ri.lock-2-line", who="Nguyễn Hoài An", sentence=long))
    pane.line.grab()
    assert pane.line.cut_off == long
    pane.line.say(Line("ri.lock-2-line", who="Nguyễn Hoài An", sentence="đã khóa"))
    pane.line.grab()
    assert pane.line.cut_off == ""


def test_the_link_asks_for_the_current_cell(pane: SheetPane):
    asked: list[tuple[int, int]] = []
    pane.action_asked.connect(lambda row, column: asked.append((row, column)))
    pane.view.go(3, AVERAGE)
    assert pane.line.link.isVisible()
    assert pane.line.link.text() == "Vì sao?"
    pane.line.link.click()
    assert asked == [(3, AVERAGE)]
    pane.view.go(3, TX1)
    assert not pane.line.link.isVisible()


def test_a_screen_reader_hears_the_same_sentence(view: SheetView, sheet: MarksSheet):
    sheet.texts[0, TX1] = "6"
    sheet.locked.add((0, TX1))
    view.refresh()
    index = view.sheet_model.index(0, TX1)
    spoken = view.sheet_model.data(index, Qt.ItemDataRole.AccessibleTextRole.value)
    assert spoken == "Nguyễn Hoài An · ĐĐGtx 1, 6, đã khóa 21/12, cô Hương"


def test_a_cell_of_a_pupil_who_left_says_so():
    row = RowHead(1, "Lê Thanh Hà", struck_to="tb")
    line = line_of(row, COLUMNS[TX1], CellView(), is_open=False, told="")
    assert line == Line(
        "ri.logout-box-r-line", "text2", "Lê Thanh Hà · ĐĐGtx 1", "trống", "không còn học ở lớp"
    )


def test_facts_of_a_column_and_of_a_block(view: SheetView, sheet: MarksSheet):
    sheet.texts = {(0, TX1): "7,5", (1, TX1): "8", (2, TX1): "10"}
    sheet.kept = {(3, TX1): ("8,75", "?")}
    sheet.leave(9)
    view.refresh()
    assert facts(view.sheet_model, Block(0, TX1, 0, TX1)) == (
        "ĐĐGtx 1: đã có 3/9 · 1 chưa ghi vào sổ"
    )
    assert facts(view.sheet_model, Block(0, TX1, 4, TX1)) == (
        "Đang chọn 5 ô · 3 điểm, trung bình 8,5 · 1 ô trống"
    )
    assert facts(view.sheet_model, Block(0, COMMENT, 0, COMMENT)) == ""


def test_the_average_rounds_half_up():
    assert average([75, 80]) == "7,8"
    assert average([100]) == "10,0"


def test_an_empty_sheet_shows_an_empty_line(pane: SheetPane):
    pane.show_sheet(None)
    assert pane.line.line == Line()
    press(pane.view, Qt.Key.Key_Down)
    type_text(pane.view, "8")
    assert pane.grab().width() == pane.width()


def test_a_changed_shape_is_taken_over(pane: SheetPane, sheet: MarksSheet):
    pane.view.go(9, TX1)
    sheet.rows = sheet.rows[:4]
    pane.view.refresh()
    assert pane.view.current == (3, TX1)
    assert pane.view.sheet_model.rowCount() == 4


def test_painting_asks_the_sheet_once_for_each_cell(pane: SheetPane):
    class Counting(MarksSheet):
        asked = 0

        def cell(self, row: int, column: int) -> CellView:
            self.asked += 1
            return super().cell(row, column)

    sheet = Counting(10)
    pane.show_sheet(sheet, at=(0, TX1))
    for _ in range(3):
        pane.grab()
    assert sheet.asked <= 10 * len(COLUMNS)


@pytest.mark.parametrize("point", [QPoint(-5, -5), QPoint(5000, 5000)])
def test_nothing_stands_outside(view: SheetView, point: QPoint):
    assert not view.indexAt(point).isValid()


@pytest.mark.parametrize("width", [900, 760, 640])
def test_the_comment_column_gives_way_before_the_grid_scrolls(pane: SheetPane, width: int):
    pane.resize(width, 480)
    QApplication.processEvents()
    view = pane.view
    wanted = view.viewport().width() - sum(view.columnWidth(at) for at in range(COMMENT))
    assert view.columnWidth(COMMENT) == max(48, wanted)
    assert bool(view.horizontalScrollBar().maximum()) == (wanted < 48)


def test_a_pupil_who_left_without_a_last_entry_is_struck_to_the_end(
    view: SheetView, sheet: MarksSheet
):
    sheet.rows = (*sheet.rows[:2], RowHead(2, "Lê Thanh Hà", struck_to="?"), *sheet.rows[3:])
    view.refresh()
    image = view.viewport().grab().toImage()
    rect = view.cell_rect(2, COMMENT)
    assert image.pixel(rect.right() - 2, rect.y() + rect.height() // 2) == QColor(LIGHT.red).rgb()


def test_the_cursor_follows_its_pupil_when_rows_move(view: SheetView, sheet: MarksSheet):
    view.go(3, TX2)
    type_text(view, "8")
    sheet.rows = (RowHead("new", "Mai Thu An"), *sheet.rows)
    view.refresh()
    assert view.current == (4, TX2)
    assert view.entry.is_open
    press(view, Qt.Key.Key_Return)
    assert sheet.texts == {(4, TX2): "8"}


def test_a_changed_column_keeps_the_widths_of_the_others(view: SheetView, sheet: MarksSheet):
    view.go(3, FINAL)
    view.setColumnWidth(TX1, 99)
    sheet.columns = tuple(column for column in COLUMNS if column.key != "tx2")
    view.refresh()
    assert view.columnWidth(TX1) == 99
    assert view.current == (3, FINAL - 1)
    assert view.head.current == FINAL - 1
    assert view.currentIndex().column() == FINAL - 1


def test_a_pupil_who_is_gone_takes_the_open_cell_along(view: SheetView, sheet: MarksSheet):
    view.go(9, TX1)
    type_text(view, "8")
    said: list[str] = []
    view.told.connect(said.append)
    sheet.rows = sheet.rows[:9]
    view.refresh()
    assert said == ["“8” chưa được ghi: dòng hoặc cột này không còn trong bảng."]
    assert not view.entry.is_open
    assert sheet.commits == []
    assert view.current == (8, TX1)
