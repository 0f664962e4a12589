"""Behind the fourth segment of the status bar: which server, how things stand, and a button."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.store.keys import school_name
from desktop.store.school import School
from desktop.sync.reach import reach_of_file
from desktop.sync.worker import Contact, SyncState
from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.popover import GAP, Popover
from desktop.ui.kit.words import label, row
from desktop.ui.sync.words import clock, link_segment, skew

WIDTH: Final = 400
FACTS: Final = ("Trường", "Địa chỉ", "Tình trạng", "Đồng bộ lần cuối", "Máy này")
_DEVICE_SHOWN: Final = 8  # figures of the device's id: enough to find it in the server's journal


class LinkPopover(Popover):
    """School, address, device, last sync; *Đồng bộ ngay*, and the password where it is wanted."""

    def __init__(
        self, window: QWidget, school: School, sync: Callable[[], object],
        give_password: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(window, "Máy chủ của trường")
        self.setFixedWidth(WIDTH)
        self._window = window
        self._over: QWidget | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.values = {name: _fact(grid, at, name) for at, name in enumerate(FACTS)}
        self.said = label("", wrap=True)
        self.sync = button("Đồng bộ ngay", sync, icon="ri.refresh-line")
        self.password = button("Nhập mật khẩu…", give_password, icon="ri.key-2-line")
        self.body.addWidget(label("Máy chủ của trường", "panel"))
        self.body.addLayout(grid)
        self.body.addWidget(self.said)
        self.body.addSpacing(4)
        self.body.addLayout(row(None, self.password, self.sync))
        self._say_place(school)

    def _say_place(self, school: School) -> None:
        link = school.connected.link if school.connected else None
        self.values["Trường"].setText(school_name(school.folder))
        self.values["Địa chỉ"].setText(reach_of_file(school).address)
        device = link.device.hex[:_DEVICE_SHOWN] if link else ""
        self.values["Máy này"].setText(f"mã thiết bị {device}")

    def show_state(self, state: SyncState, now: int) -> None:
        """How things stand."""
        last = clock(state.last_sync, now) if state.last_sync is not None else "chưa lần nào"
        self.values["Đồng bộ lần cuối"].setText(last)
        standing = "Đang nối với máy chủ"
        if state.contact not in (Contact.ONLINE, Contact.STARTING):
            standing = link_segment(state, now).words
        self.values["Tình trạng"].setText(standing)
        said = " ".join(filter(None, (state.sentence, skew(state.clock_ahead))))
        self.said.setText(said)
        self.said.setVisible(bool(said))
        wanted = state.contact is Contact.NEEDS_PASSWORD
        self.password.setVisible(wanted)
        update = state.contact is Contact.MUST_UPDATE
        why = "Nhập mật khẩu trước rồi mới gửi tiếp được." if wanted else ""
        enable(self.sync, "Cập nhật chương trình trước rồi mới đồng bộ được." if update else why)
        if self.isVisible():
            self._stand()

    def show_above(self, widget: QWidget) -> None:
        """Over the segment that opened it; Esc gives the focus back to that."""
        self._over = widget
        self.show_at(widget, widget.rect())
        self._stand()

    def _stand(self) -> None:
        """The words may be more or fewer than before."""
        room, over = self._window, self._over
        if over is None:
            return
        self.adjustSize()
        top = over.mapTo(room, QPoint(0, 0))
        left = max(GAP, min(top.x(), room.width() - self.width() - GAP))
        self.move(left, max(GAP, top.y() - self.height() - GAP))


def _fact(grid: QGridLayout, at: int, name: str) -> QLabel:
    value = label("", wrap=True)
    grid.addWidget(label(name, "second"), at, 0)
    grid.addWidget(value, at, 1)
    return value
