"""Cần in lại: exactly the pages that differ, what differs, and printing them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.printing.reprints import Line, what_differs
from desktop.queries.changed_cells import ChangedCell
from desktop.rules.marks import FINAL
from desktop.rules.terms import Term
from desktop.ui.printing.choice import Pages
from desktop.ui.printing.tab import PrintingTab
from tests.ui.office_school import OfficeSchool
from tests.ui.printing.conftest import Opener, PaperPrinters, settle
from tests.ui.printing.test_delivery import accept, save_to


def save_whole(opened: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, to: Path) -> None:
    tab = opened()
    save_to(monkeypatch, to)
    tab.save()
    settle(qtbot, tab)
    assert tab.found == ()
    assert tab.again.title.text() == "Không có trang nào cần in lại"
    assert tab.again.list.isHidden()
    opened.close()


def test_a_mark_that_moves_the_average_lists_its_page_and_those_that_show_it(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6A", "TOAN", 3, 10, 75)
    told: list[int] = []
    tab = opened()
    tab.counted.connect(told.append)
    tab.look()
    settle(qtbot, tab)
    assert told[-1] == len(tab.found)
    assert [one.page for one in tab.found] == ["subject/HK1/TOAN+VAN", "summary/HK1"]
    marks, summary = tab.found
    assert marks.differs == "1 điểm: Phạm Tuấn Kiệt, Toán ĐĐGtx 1"
    assert marks.lines == (Line("Phạm Tuấn Kiệt", 0),)
    assert summary.differs == "1 ĐTB: Phạm Tuấn Kiệt, Toán"
    assert marks.printed_by == "Cao Thị Thơm"
    assert tab.again.title.text() == "Cần in lại (2)"
    assert tab.again.print_all.text() == "In cả 2 trang"


def test_pages_are_counted_though_the_tab_was_never_shown(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6A", "TOAN", 3, 10, 75)
    with hoa_sen.opened("thom") as school:
        tab = PrintingTab(school)
        qtbot.addWidget(tab)
        tab._later.setInterval(0)
        with qtbot.waitSignal(tab.counted) as told:
            tab.start_counting()
        assert told.args == [2]
        assert tab.proof is None  # nothing else was made
        tab.leave()


def test_a_mark_that_leaves_the_average_lists_its_page_alone(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6A", "TOAN", 0, 61, 60)
    assert [one.page for one in opened().found] == ["subject/HK1/TOAN+VAN"]


def test_a_change_in_another_class_lists_nothing(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6B", "TOAN", 0, 10, 60)
    assert opened().found == ()


def test_a_row_leads_to_its_page_with_the_line_framed(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6A", "VAN", 3, 10, 90)
    tab = opened()
    tab.show_reprint(tab.found[1])
    settle(qtbot, tab)
    assert tab.panel.pages.currentData() == Pages.REPRINT.value
    assert tab.panel.pages.currentText() == "Chỉ trang cần in lại (2)"
    assert tab.proof is not None
    assert tab.proof.pages[tab.preview.page].key == tab.found[1].page
    first, second = tab.preview.marks
    (frame,) = first  # on the right side alone, where Văn stands
    assert frame.x() > 1190 / 2
    assert len(second) == 1


def test_print_all_again_and_the_list_is_empty(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    save_whole(opened, qtbot, monkeypatch, tmp_path / "6A.pdf")
    hoa_sen.change_mark("6A", "TOAN", 3, 10, 75)
    tab = opened(printers=PaperPrinters(tmp_path / "Canon.pdf"))
    accept(monkeypatch)
    tab.again.print_all.click()
    settle(qtbot, tab)
    assert tab.found == ()
    assert tab.notice.notice is not None
    assert tab.notice.notice.text == "Đã gửi 2 trang tới máy in Canon."


def test_the_teachers_own_book(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    tab = opened("lan")
    save_to(monkeypatch, tmp_path / "lan.pdf")
    tab.save()
    settle(qtbot, tab)
    tab.school.do(hoa_sen.mark("6B", "VAN", 2, 10, 85))
    tab.look()
    settle(qtbot, tab)
    assert [(one.form, one.page) for one in tab.found] == [
        ("teacher-book", "sheet/6B/VAN/HK1/marks")
    ]
    assert tab.found[0].differs == "1 điểm: Lê Quỳnh Anh, Ngữ văn ĐĐGtx 1"


def test_a_blank_book_is_never_out_of_date(
    opened: Opener, qtbot: QtBot, hoa_sen: OfficeSchool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    tab = opened("lan")
    tab.panel.filled.buttons["blank"].click()
    settle(qtbot, tab)
    save_to(monkeypatch, tmp_path / "lan.pdf")
    tab.save()
    settle(qtbot, tab)
    tab.school.do(hoa_sen.mark("6B", "VAN", 2, 10, 85))
    tab.look()
    settle(qtbot, tab)
    assert tab.found == ()


def cell(pupil: str, code: str = "TOAN", term: Term = Term.I, **more: object) -> ChangedCell:
    from uuid import UUID, uuid5

    student = uuid5(UUID(int=1), pupil)
    values: dict[str, object] = {
        "course_id": uuid5(UUID(int=2), code), "subject_code": code, "subject": code.title(),
        "column": FINAL,
    }  # fmt: skip
    return ChangedCell(term, student, pupil, 1, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "part", "changes", "words"),
    [
        ("subject/HK1/TOAN+VAN", "marks-1", [cell("An")], "1 điểm: An, Toan ĐĐGck"),
        ("subject/HK1/GDTC", "marks-1", [cell("An")], "danh sách học sinh hoặc tên giáo viên"),
        ("subject/HK2/TOAN", "marks-2", [cell("An")], "1 ĐTBmcn: An, Toan"),
        ("summary/year", "year", [cell("An"), cell("An", "VAN")], "kết quả cả năm: An"),
        ("cover", "covers", [], "thông tin trường hoặc tên giáo viên"),
        ("profile", "profiles", [cell("An")], "sơ yếu lí lịch của học sinh"),
        (
            "summary/HK1", "summary-1", [cell("An", course_id=None, column=None)],
            "1 rèn luyện: An, Toan",
        ),
        (
            "subject/HK1/TOAN", "marks-1", [cell(f"Em {n}") for n in range(5)],
            "5 điểm: Em 0, Toan ĐĐGck; Em 1, Toan ĐĐGck và 3 chỗ khác",
        ),
    ],
)  # fmt: skip
def test_what_differs_in_words(key: str, part: str, changes: list[ChangedCell], words: str):
    assert what_differs(key, part, changes)[0] == words
