"""Books on paper: preview, saving, and what is to be printed again after a change."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt

from desktop.printing.forms import CLASS_BOOK, CLASS_LIST, ROLL_SHEET, TEACHER_BOOK
from desktop.printing.paper import A3, A4
from desktop.rules.marks import MIDTERM, Mark
from desktop.rules.terms import Term
from desktop.tour.entering import TEACHER, go_to, open_course, stored
from desktop.tour.roster import OFFICE
from desktop.tour.stage import Stage

CLASS_PDF: Final = "so-lop-A3.pdf"
TEACHER_PDF: Final = "so-giao-vien-A4.pdf"
ROLL_PDF: Final = "so-goi-ten.pdf"


def _preview(stage: Stage, form: str, paper: str) -> Any:
    """The tab In ấn with the preview of a form."""
    tab = stage.tab("printing")
    if tab.forms.key != form:
        stage.pick(tab.forms, form)
    wait_for_preview(stage, tab, lambda proof: proof.pages[0].paper == paper)
    return tab


def wait_for_preview(
    stage: Stage, tab: Any, meant: Callable[[Any], bool] = lambda _proof: True
) -> None:
    """Until the document that is meant is shown."""

    def shown() -> bool:
        return not tab.making.running and tab.proof is not None and meant(tab.proof)

    stage.until(shown, "the preview is shown")


def _save(stage: Stage, tab: Any, name: str, words: str) -> None:
    path = stage.folder / name
    pages = len(tab.proof.pages)
    stage.choose_file(tab.panel.save.click, path)
    stage.until(lambda: not tab.delivery.task.running and path.exists(), "the book is saved")
    stage.until(lambda: f"Đã lưu {pages} trang" in tab.notice.text.text(), "this is told")
    stage.must(stage.album.bind(path, words) == pages, "the file has the previewed pages")


def class_book(stage: Stage) -> None:
    """The office previews the class book and saves it for A3."""
    stage.sign_in(OFFICE)
    tab = _preview(stage, CLASS_BOOK.key, A3.key)
    tab.preview.turn_to(4)
    stage.picture("in-an", "In ấn: bản xem trước chính là bản sẽ in")
    _save(stage, tab, CLASS_PDF, "Sổ theo dõi và đánh giá học sinh lớp 6A, khổ A3")
    stage.picture("da-luu-pdf", "Đã lưu PDF: chương trình nhớ trang nào đã in")


def roll_sheets(stage: Stage) -> None:
    """The sheets of a month: preview, saving, and where each class's sheet is."""
    stage.sign_in(OFFICE)
    tab = stage.tab("printing")
    stage.pick(tab.forms, ROLL_SHEET.key)
    wait_for_preview(stage, tab, lambda proof: proof.editions[0].form is ROLL_SHEET)
    stage.picture("so-goi-ten", "In ấn: sổ gọi tên tháng, tờ của lớp nào đang ở đâu")
    _save(stage, tab, ROLL_PDF, "Sổ gọi tên tháng của một lớp")
    stage.pick(tab.forms, CLASS_LIST.key)
    wait_for_preview(stage, tab, lambda proof: proof.editions[0].form is CLASS_LIST)
    stage.picture("danh-sach-cot-trong", "In ấn: danh sách lớp với cột trống, tự đặt tên cột")


def teacher_book(stage: Stage) -> None:
    """A teacher saves her own book for A4."""
    stage.sign_in(TEACHER)
    tab = _preview(stage, TEACHER_BOOK.key, A4.key)
    tab.preview.turn_to(1)
    stage.picture("so-giao-vien", "Sổ của giáo viên, khổ A4")
    _save(stage, tab, TEACHER_PDF, "Sổ của giáo viên, khổ A4")


def reprints(stage: Stage) -> None:
    """After a change exactly the pages that differ are to be printed again."""
    stage.sign_in(TEACHER)
    page = open_course(stage, Term.II)
    go_to(stage, page, 0, MIDTERM)  # the regular columns are locked by now
    stage.enter("9,5")
    stage.must(stored(stage, 0, MIDTERM) == Mark(tenths=95), "the mark is in the book")
    tab = stage.tab("printing")
    stage.until(lambda: tab.found and not tab.looking.running, "pages to print again are found")
    forms = {one.form for one in tab.found}
    stage.must(forms == {CLASS_BOOK.key, TEACHER_BOOK.key}, f"in both books: {forms}")
    stage.must(len(tab.found) == 2, "one page in each")  # noqa: PLR2004
    stage.focus(tab.again.list)
    stage.press(Qt.Key.Key_Return)
    wait_for_preview(stage, tab, lambda proof: len(proof.pages) == 1)
    stage.until(lambda: any(tab.preview.marks), "what differs is framed")
    stage.picture(
        "can-in-lai", "Cần in lại: đúng những trang khác với bản đã in, chỗ khác có khung"
    )
