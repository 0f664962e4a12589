"""The third page of the card: results by subject, levels and conduct, as far as one may see."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.queries.pupil_glance import YearGlance
from desktop.queries.results import Outcome
from desktop.rules.terms import Level, Term
from desktop.ui.card.book import CardBook
from desktop.ui.card.form import scrolled
from desktop.ui.card.table import Table
from desktop.ui.kit.words import column, label

_WHEN: Final[tuple[Term | None, ...]] = (Term.I, Term.II, None)


class MarksPage(QWidget):
    """One table; what is still open says so."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("k", "chrome")
        self.table = Table("Điểm theo môn", ("Môn học", "HK I", "HK II", "Cả năm"))
        self.note = label("", "second", wrap=True)
        self.remark = label("", wrap=True)
        self.area = scrolled(column(self.table, 4, self.remark, self.note, None))
        self.area.setAccessibleName("Điểm")
        outside = column(gap=0)
        outside.addWidget(self.area)
        self.setLayout(outside)

    def show_book(self, book: CardBook) -> None:
        """The year of a pupil."""
        glance = book.card.glance
        if glance is None:
            return
        rows = [_subject(one.course.subject, one.results) for one in glance.subjects]
        strong = []
        for words, shown in _levels(glance):
            strong.append(len(rows))
            rows.append((words, *shown))
        self.table.show_rows(rows, strong)
        term = glance.year.term_on(book.today)
        fact = glance.conduct.get(term)
        remark = fact.remark if fact else ""
        self.remark.setText(f"Nhận xét học kì {term.name}: {remark}" if remark else "")
        self.remark.setVisible(bool(remark))
        self.note.setText("Ô trống: chưa đủ điểm để tính. Sửa điểm ở thẻ Sổ điểm.")


def _subject(name: str, results: Mapping[Term | None, Outcome]) -> tuple[str, ...]:
    return (name, *(results[when].shown if when in results else "" for when in _WHEN))


def _levels(glance: YearGlance) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    if glance.learning:
        levels = [glance.learning.get(when) for when in _WHEN]
        found.append(("Kết quả học tập", _labels(levels)))
    if glance.conduct:
        levels = [glance.conduct[when].level for when in _WHEN]
        found.append(("Kết quả rèn luyện", _labels(levels)))
    return found


def _labels(levels: Sequence[Level | None]) -> tuple[str, ...]:
    return tuple("" if level is None else level.label for level in levels)
