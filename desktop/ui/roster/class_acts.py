"""What is done to pupils of a class list through a question: come, leave, come back, mistakes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from uuid import UUID

from desktop.rules.instants import school_day
from desktop.ui.acts import Act
from desktop.ui.importing.roster_preview import roster_source
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import GREEN
from desktop.ui.places import Destination
from desktop.ui.roster.dialogs import LeaveDialog, NewPupilDialog, TakeOutDialog

if TYPE_CHECKING:
    from desktop.ui.roster.class_page import ClassPage

NOT_MINE: Final = "Danh sách do giáo viên chủ nhiệm và văn phòng cập nhật"


class ClassActs:
    """Acts of the page that shows the list."""

    def __init__(self, page: "ClassPage") -> None:
        self._page = page

    def _ask(self, dialog: Ask, told: Callable[[], str]) -> bool:
        """Run a dialog; when its act was done say so, with the way back."""
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self._page.written(told())
        self._page.view.setFocus()
        return done

    def add_pupil(self) -> None:
        """Ask for a new pupil and go to the line."""
        page, book = self._page, self._page.book
        if book is None or not book.editable:
            return
        dialog = NewPupilDialog(page, book)
        if self._ask(dialog, lambda: f"Đã thêm {dialog.full_name.text().strip()} vào danh sách."):
            page.go_to(dialog.added)

    def leave(self) -> None:
        """With date, reason and papers, after a look at what is missing: among the moves."""
        self._to_moves("leave")

    def come_back(self) -> None:
        self._to_moves("return")

    def _to_moves(self, part: str) -> None:
        page, student = self._page, self._page.current
        if page.book is not None and student is not None:
            place = Destination(
                "roster", class_id=page.book.class_id, student_id=student, part=part
            )
            page.wanted.emit(place)

    def change_leaving(self) -> None:
        """Put right since when and why the current pupil is gone."""
        page, student = self._page, self._page.current
        if page.book is None or student is None:
            return
        today = school_day(page.book.school.now())
        told = f"Đã ghi {self._name(student)} rời lớp."
        self._ask(LeaveDialog(page, page.book, student, today), lambda: told)

    def take_out(self) -> None:
        """Take the current pupil out of the list, after a question."""
        page, student = self._page, self._page.current
        if page.book is None or student is None:
            return
        told = f"Đã xóa {self._name(student)} khỏi danh sách."
        self._ask(TakeOutDialog(page, page.book, student), lambda: told)

    def _name(self, student: UUID) -> str:
        line = self._page.book.line_of(student) if self._page.book else None
        return line.pupil.full_name if line else ""

    def bring_in(self) -> None:
        """Let the tab open the preview of an import."""
        page, book = self._page, self._page.book
        page.settle()
        if book is not None and book.editable:
            page.import_wanted.emit(
                roster_source(book.school, book.class_id, book.facts.class_name)
            )

    def export(self) -> None:
        """Ask for a layout and a place, and write the list there."""
        from desktop.ui.roster.export_dialog import ExportDialog

        page = self._page
        page.settle()
        dialog = ExportDialog(page, page.school, page.book if page.shows_class else None)
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            page.notice.tell(dialog.told, GREEN)
        page.view.setFocus()

    def of_pupil(self) -> list[Act]:
        """What can be done with the current pupil."""
        book, student = self._page.book, self._page.current
        line = book.line_of(student) if book and student else None
        reason = "" if book and book.editable else NOT_MINE
        if line is None:
            reason = "Chọn một dòng của danh sách trước"
        name = line.pupil.full_name if line else "học sinh"
        left = line is not None and line.has_left
        if left:
            acts = [
                Act(f"Ghi {name} học lại…", self.come_back, reason=reason),
                Act(f"Sửa ngày rời lớp của {name}…", self.change_leaving, reason=reason),
            ]
        else:
            acts = [Act(f"Ghi {name} chuyển đi, thôi học…", self.leave, reason=reason)]
        acts.append(Act(f"Xóa {name} khỏi danh sách…", self.take_out, reason=reason))
        return acts

    def of_list(self) -> list[Act]:
        """What can be done with the list."""
        page = self._page
        closed = "" if page.book and page.book.editable else NOT_MINE
        return [
            Act("Thêm học sinh…", self.add_pupil, "Ctrl+Shift+N", closed),
            Act("Nhập danh sách lớp từ Excel…", self.bring_in, reason=closed),
            self.export_act(),
            Act("Mục hồ sơ còn thiếu tiếp theo", page.gap_walk.next, "Ctrl+G"),
            Act("Lọc danh sách", page.to_filter, "Ctrl+F"),
        ]

    def export_act(self) -> Act:
        """For every list."""
        return Act("Xuất danh sách ra Excel…", self.export, "Ctrl+E")

    def all(self) -> list[Act]:
        """For the palette and the page of keys."""
        return [*self.of_list(), self._card(), *self._steps(), *self.of_pupil(), self._columns()]

    def folded(self) -> list[Act]:
        """For the menu at the end of the head: also what has no room there now."""
        folded = [] if self._page.add.isVisible() else self.of_list()
        return [*folded, self._card(), *self.of_pupil(), self._columns()]

    def _card(self) -> Act:
        reason = "" if self._page.current else "Chọn một dòng của danh sách trước"
        return Act("Mở thẻ học sinh", self._page.open_card, "F4", reason)

    def _steps(self) -> list[Act]:
        step = self._page.beside.step
        if not self._page.beside.is_open:
            return []
        return [
            Act("Thẻ của học sinh tiếp theo", lambda: step(1), "Ctrl+↓"),
            Act("Thẻ của học sinh trước", lambda: step(-1), "Ctrl+↑"),
            Act("Đóng thẻ học sinh", self._page.card.close_card, "Esc"),
        ]

    def _columns(self) -> Act:
        book = self._page.book
        short = book is None or book.short
        words = "Hiện đủ cột để nhập như bảng tính" if short else "Hiện danh sách gọn"
        return Act(words, lambda: self._page.show_all_columns(on=short))
