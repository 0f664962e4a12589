"""*Vì sao?* in words, and the history of a cell: what is told, and to whom."""

from PySide6.QtCore import QPoint, Qt

from desktop.rules.average_reasons import term_reasoning
from desktop.rules.grading import SubjectResult, learning_level
from desktop.rules.locks import LockKind
from desktop.rules.marks import Mark
from desktop.rules.terms import Assessment, Term
from desktop.ui.gradebook.class_columns import LEARNING
from desktop.ui.gradebook.history_popover import HistoryPopover
from desktop.ui.gradebook.why import why_average, why_level
from desktop.ui.gradebook.why_popover import WhyPopover
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination
from tests.ui.gradebook.conftest import Opener
from tests.ui.gradebook.taught_school import SCORED, TaughtSchool
from tests.ui.keys import CONTROL, press, type_text

TX1 = 2


def marks(*tenths: int) -> list[Mark]:
    return [Mark(tenths=t) for t in tenths]


def test_worked_example_a4_is_told_as_the_circular_reckons() -> None:
    midterm, final = marks(63, 65)
    reasoning = term_reasoning(marks(62, 68, 65), midterm, final, required=3)
    why = why_average(reasoning, "ĐTBmhk môn Toán của Lê Quỳnh Anh, học kì I")
    assert why.title == "Vì sao 6,5?"
    assert [(line.label, line.factor, line.value) for line in why.lines] == [
        ("ĐĐGtx: 6,2 + 6,8 + 6,5 = 19,5", "× 1", "19,5"),
        ("ĐĐGgk: 6,3", "× 2", "12,6"),
        ("ĐĐGck: 6,5", "× 3", "19,5"),
        ("Tổng các điểm đã nhân hệ số", "", "51,6"),
        ("Tổng hệ số: 3 + 2 + 3", "", "8"),
        ("51,6 : 8", "=", "6,45"),
        ("Làm tròn đến một chữ số", "→", "6,5"),
    ]


def test_what_is_missing_is_named_instead() -> None:
    reasoning = term_reasoning(marks(80, 80), Mark(tenths=80), None, required=3)
    why = why_average(reasoning, "ĐTBmhk")
    assert why.title == "Vì sao chưa có ĐTBmhk?"
    assert why.lines == ()
    assert "ĐĐGtx 3" in why.notes[0]
    assert "ĐĐGck" in why.notes[0]


def test_worked_example_c9_names_the_one_subject_and_the_raise() -> None:
    results = [SubjectResult(f"m{n}", Assessment.SCORE, tenths=85) for n in range(8)]
    results.append(SubjectResult("GDTC", Assessment.COMMENT, passed=False))
    why = why_level(learning_level(results), "Kết quả học tập của Lê Quỳnh Anh")
    assert why.title == "Vì sao Khá?"
    assert why.notes[-1] == (
        "Chỉ vì môn GDTC (CĐ), em từ mức Tốt xuống mức Đạt, nên được điều chỉnh lên mức Khá."
    )


def test_the_popover_opens_by_key_and_gives_the_focus_back(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    with hoa_sen.opened() as school:
        first = hoa_sen.pupils[0]
        hoa_sen.enter(school, "TOAN", first, ("6,2", "6,8", "6,5", "6,3", "6,5"))
    tab = opener()
    book, view = tab.course.book, tab.course.view
    assert book is not None
    view.go(book.row_of(first), TX1)
    press(view, Qt.Key.Key_Question, CONTROL, "?")
    tab.course.acts.ask_why()
    popover = tab.course.findChildren(WhyPopover)[-1]
    assert popover.isVisible()
    assert "51,6 : 8 = 6,45" in popover.why.text
    assert popover.why.about.endswith("học kì I")
    row = view.cell_rect(*view.current)
    assert not popover.geometry().intersects(
        row.translated(view.viewport().mapTo(tab.course, row.topLeft()) - row.topLeft())
    )
    assert popover.arrow is not None
    assert popover.arrow.isVisible()
    tip = popover.arrow.geometry().adjusted(-2, 0, 2, 0)
    assert tip.intersects(popover.geometry())
    cell = view.cell_rect(view.current[0], book.find("average"))
    assert tip.intersects(cell.translated(view.viewport().mapTo(tab.course, QPoint())))
    press(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert not popover.arrow.isVisible()
    assert view.hasFocus()


def test_c9_in_the_class_view_is_raised_and_explained(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    first = hoa_sen.pupils[0]
    with hoa_sen.opened() as school:
        for code in SCORED:
            hoa_sen.enter(school, code, first, ("8,5",) * 5)
        hoa_sen.enter(school, "GDTC", first, ("CĐ", "Đ", "Đ", "Đ"))
    tab = opener()
    assert tab.go(Destination("gradebook", class_id=hoa_sen.class_id, term=Term.I))
    page = tab.class_page
    book = page.book
    assert book is not None
    row, column = book.row_of(first), book.find(LEARNING)
    cell = book.cell(row, column)
    assert (cell.text, cell.level) == ("Khá", 2)
    assert cell.state & State.RAISED
    gdtc = book.cell(row, book.find(str(hoa_sen.courses["GDTC"])))
    assert gdtc.text == "CĐ"
    assert gdtc.state & State.LOW
    page.view.go(row, column)
    page.ask_why()
    popover = page.findChildren(WhyPopover)[-1]
    assert "được điều chỉnh lên mức Khá" in popover.why.text
    page.view.go(row, book.find(str(hoa_sen.courses["TOAN"])))
    page.ask_why()
    popover = page.findChildren(WhyPopover)[-1]
    assert popover.why.title == "Vì sao 8,5?"


def test_the_history_tells_each_value_with_who_and_when(
    opener: Opener, hoa_sen: TaughtSchool
) -> None:
    tab = opener()
    view = tab.course.view
    for text in ("6", "7", "8"):
        view.go(0, TX1)
        type_text(view, text)
        press(view, Qt.Key.Key_Return)
    view.go(0, TX1)
    press(view, Qt.Key.Key_Delete)
    tab.course.acts.show_history()
    lines = tab.course.findChildren(HistoryPopover)[-1].lines
    assert [value for value, _ in lines] == ["trống", "8", "7", "6"]
    assert all("Nguyễn Thu Hà" in what for _, what in lines)
    assert "xóa lúc" in lines[0][1]
    assert "thay lúc" in lines[2][1]


def test_the_history_is_closed_to_the_office(opener: Opener, hoa_sen: TaughtSchool) -> None:
    with hoa_sen.opened() as school:
        hoa_sen.put(school, hoa_sen.pupils[0], 1, Mark(tenths=70))
    hoa_sen.lock((LockKind.COMMENT,))
    tab = opener("thom")
    assert tab.go(Destination("gradebook", course_id=hoa_sen.courses["TOAN"], term=Term.I))
    book = tab.course.book
    assert book is not None
    row = book.row_of(hoa_sen.pupils[0])
    tab.course.view.go(row, TX1)
    assert book.cell(row, TX1).action == ""
    tab.course.acts.show_history()
    ((value, what),) = tab.course.findChildren(HistoryPopover)[-1].lines
    assert value == ""
    assert "mở cho giáo viên bộ môn" in what
