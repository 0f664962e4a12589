"""The head of the page of transfers: what happened in the year, and the acts."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.rules.transfers import TransferKind
from desktop.ui.gradebook.more_button import NARROW, MoreButton, give_way
from desktop.ui.kit.buttons import button, enable, icon_button
from desktop.ui.kit.page import PageHead
from desktop.ui.moves.book import MovesBook, lacking

if TYPE_CHECKING:
    from desktop.ui.moves.acts import MovesActs


class MovesHead(PageHead):
    """Coming and leaving have buttons; the rest stands in the menu."""

    def __init__(
        self, acts: "MovesActs", undo: Callable[[], object], redo: Callable[[], object]
    ) -> None:
        super().__init__()
        self._acts = acts
        self.undo = icon_button("ri.arrow-go-back-line", "Hoàn tác (Ctrl+Z)", undo)
        self.redo = icon_button("ri.arrow-go-forward-line", "Làm lại (Ctrl+Y)", redo)
        self.come = button("Tiếp nhận…", acts.come, icon="ri.login-box-line")
        self.go_out = button("Ghi chuyển đi…", acts.leave, icon="ri.logout-box-r-line")
        self.over = button("Chuyển lớp…", acts.move)
        self.up = button("Cho lớp lên…", acts.promote)
        self.up.setToolTip("Cho cả lớp lên năm học mới")
        self._goes_up = False  # shown to who may
        self.more = MoreButton((self.over,), acts.all)
        acting = (self.come, self.go_out, self.over, self.up)
        for part in (self.undo, self.redo, *acting, self.more.button):
            self.add_action(part)
        give_way(self)

    def fit(self, width: int) -> None:
        """Fold in a narrow window; the menu with everything else always stands there."""
        self.more.fit(width)
        self.more.button.show()
        self.up.setVisible(self._goes_up and width >= NARROW)

    def say_of(self, book: MovesBook) -> None:
        """Title, counts, and which acts can be done."""
        where = f"lớp {book.frame.class_name}" if book.frame else "toàn trường"
        self.say(f"Chuyển đến, chuyển đi · {where}", facts_of(book))
        for widget, act in zip((self.come, self.go_out), self._acts.of_class(), strict=False):
            enable(widget, act.reason)
        enable(self.over, self._acts.of_class()[4].reason)
        self._goes_up = book.frame is not None and book.frame.may_move
        self.fit(self.window().width())
        enable(self.undo, "" if book.steps.can_undo else "Chưa có bước nào để hoàn tác")
        enable(self.redo, "" if book.steps.can_redo else "Chưa có bước nào để làm lại")


def facts_of(book: MovesBook) -> str:
    """2 chuyển đến · 1 chuyển đi · 1 việc còn thiếu giấy tờ."""
    counts = Counter(line.kind for line in book.lines)
    said = [f"{counts[kind]} {kind.label.lower()}" for kind in TransferKind if counts[kind]]
    open_ = sum(bool(lacking(line)) for line in book.lines)
    if open_:
        said.append(f"{open_} việc còn thiếu")
    return " · ".join(said) or "chưa có việc nào trong năm học này"
