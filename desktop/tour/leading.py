"""Leadership: locks with their figures, the locked cell of a teacher, the pages of Quản trị."""

from typing import Any, Final

from desktop.queries.gradebook import course_sheet
from desktop.rules.locks import LockKind
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from desktop.tour.entering import COLUMN, TEACHER, go_to, open_course, says, stored
from desktop.tour.stage import Stage
from desktop.ui.grid.sheet import State
from desktop.ui.places import Destination

VICE_PRINCIPAL, PRINCIPAL = "hp.chuyenmon", "hieutruong"
REASON: Final = "Kiểm tra sổ tháng 3"


def lock_columns(stage: Stage) -> None:
    """The vice-principal locks ĐĐGtx of a class; the dialog says what is still missing."""
    stage.sign_in(VICE_PRINCIPAL)
    tab = stage.tab("gradebook")
    class_id = stage.memory["course"].course.class_id
    stage.must(tab.go(Destination("gradebook", class_id=class_id, term=Term.II)), "6A opens")

    def fill(dialog: Any) -> None:
        for kind, box in dialog.kinds.items():
            box.setChecked(kind is LockKind.REGULAR)
        stage.must(not dialog.act.isEnabled(), "without a reason nothing is locked")
        stage.focus(dialog.reason)
        stage.type(REASON)
        stage.must("Còn 1 lớp chưa đủ" in dialog.text.text(), "the question has figures")
        stage.picture("khoa-so", "Khóa sổ: hỏi bằng con số còn thiếu, cần lí do")
        dialog.act.click()

    stage.in_dialog(tab.class_page.locks.lock, fill)
    sheet = stage.ask(course_sheet, stage.memory["course"].course_id, Term.II, stage.today())
    stage.must(sheet.column(COLUMN).lock is not None, "ĐĐGtx is locked")


def locked_cell(stage: Stage) -> None:
    """A locked cell says by whom, when and what to do; typing there writes nothing."""
    stage.sign_in(TEACHER)
    page = open_course(stage, Term.II)
    go_to(stage, page, 0, COLUMN)
    cell = page.view.sheet_model.cell(*page.view.current)
    stage.must(cell.state & State.LOCKED, "the cell shows a padlock")
    says(stage, page, "đã được Lê Thảo Huệ khóa lúc")
    stage.picture("o-da-khoa", "Ô đã khóa: ai khóa, lúc nào, muốn sửa thì làm gì")
    stage.enter("3")
    stage.must(stored(stage, 0) == Mark(tenths=85), "nothing is written")
    go_to(stage, page, 0, COLUMN)
    stage.type("3")
    says(stage, page, "Chưa ghi gì")
    stage.picture("go-vao-o-khoa", "Gõ vào ô đã khóa: không ghi gì và nói rõ vì sao")


def admin_pages(stage: Stage) -> None:
    """School, staff, classes and subjects, locks, backup, journal."""
    stage.sign_in(PRINCIPAL)
    tab = stage.tab("admin")
    for at, kind in enumerate(tab.kinds):
        stage.click(tab.sub_tabs.buttons[at])
        stage.must(isinstance(tab.page, kind), f"{kind.TITLE} comes to front")
        parts = getattr(tab.page, "parts", None)
        for part, made in (parts.buttons if parts else {"": None}).items():
            if made is not None:
                stage.click(made)
            words = f"{kind.TITLE}, {made.text()}" if made else kind.TITLE
            name = f"quan-tri-{kind.KEY}-{part}".rstrip("-")
            stage.picture(name, f"Quản trị: {words}")
