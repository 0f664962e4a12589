"""The fourth page of the card: absences by month and one by one, and how near the limit is."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.queries.pupil_absences import PupilAbsences, pupil_absences
from desktop.rules.terms import Term
from desktop.ui.card.book import CardBook
from desktop.ui.card.form import scrolled, section
from desktop.ui.card.table import Table
from desktop.ui.card.words import missed_words
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, label, row

_MOST_DAYS: Final = 60


class AbsencesPage(QWidget):
    """Read when it comes to front: nothing is asked for a page that nobody looks at."""

    told = Signal(str)  # what came of the letter

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self._book: CardBook | None = None
        self.letter = button("Thư cho phụ huynh…", self.write_letter, icon="ri.mail-line")
        self.nothing = label("Chưa ghi buổi nghỉ nào.", "second")
        self.warning = label("", "amber", wrap=True)
        self.total = label("", wrap=True)
        self.months = Table("Buổi nghỉ theo tháng", ("Tháng", "Có phép", "Không phép", "Muộn"))
        self.days = Table("Từng buổi", ("Ngày", "Buổi", "Ghi", "Ghi chú"), words_last=True)
        self.days_caption = section("Từng buổi")
        self._days_box = QWidget()
        self._days_box.setProperty("k", "chrome")
        self._days_box.setLayout(column(12, self.days_caption, self.days, gap=6))
        inside = column(
            self.total, self.warning, self.nothing, 4, self.months, self._days_box,
            12, row(self.letter, None), None, gap=6,
        )  # fmt: skip
        self.area = scrolled(inside)
        self.area.setAccessibleName("Chuyên cần")
        outside = column(gap=0)
        outside.addWidget(self.area)
        self.setLayout(outside)

    def show_book(self, book: CardBook) -> None:
        """The absences of a pupil."""
        self._book = book
        found = book.school.ask(pupil_absences, book.class_id, book.student_id, book.today)
        self.warning.setText(found.warning)
        self.warning.setVisible(bool(found.warning))
        self.total.setText(_total(book))
        months = _months(found)
        self.months.setVisible(bool(months))
        self.months.show_rows(months, strong=[len(months) - 1])
        self.nothing.setVisible(not months)
        self.letter.setVisible(bool(months))
        days = _days(found)
        self._days_box.setVisible(bool(days))
        self.days.show_rows(days)

    def write_letter(self) -> None:
        """The letter about this pupil's absences, as text or PDF."""
        from desktop.ui.roll.letter import LetterDialog

        book = self._book
        if book is None:
            return
        dialog = LetterDialog(self, book.school, book.class_id, book.student_id)
        done = dialog.exec() == LetterDialog.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self.told.emit(dialog.told)


def _total(book: CardBook) -> str:
    glance = book.card.glance
    if glance is None or not glance.missed:
        return ""
    term = glance.year.term_on(book.today)
    said = [f"Học kì {term.name}: {missed_words(glance.missed[term])}"]
    if term is not Term.I:
        said.append(f"Cả năm: {missed_words(glance.missed[None])}")
    return "\n".join(said)


def _months(found: PupilAbsences) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (f"Tháng {month}", str(of.excused), str(of.unexcused), str(of.late))
        for (_year, month), of in found.months.items()
    ]
    if found.before.total:
        before = found.before
        rows.insert(
            0, ("Trước khi điểm danh ở đây", str(before.excused), str(before.unexcused), "")
        )
    if rows:
        of = found.year
        rows.append(("Cả năm", str(of.excused), str(of.unexcused), str(of.late)))
    return rows


def _days(found: PupilAbsences) -> list[tuple[str, ...]]:
    return [
        (f"{day:%d/%m/%Y}", part.label, cell.mark.label, cell.note)
        for (day, part), cell in list(found.cells.items())[:_MOST_DAYS]
    ]
