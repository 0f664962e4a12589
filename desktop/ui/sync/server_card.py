"""What a backup means in a school with a server: the book lies there, here only a part of it."""

from typing import Final

from PySide6.QtWidgets import QFrame

from desktop.store.school import School
from desktop.sync.reach import reach_of_file
from desktop.ui.kit.buttons import button
from desktop.ui.kit.words import column, label, row
from desktop.ui.sync.words import last_sync
from desktop.ui.sync_bridge import bridge_of

SAVED_THERE: Final = (
    "Sổ của trường nằm ở máy chủ và được sao lưu ở đó; trên máy này chỉ có phần của thầy cô."
)


class ServerCard(QFrame):
    """Where the book lies, what lies here, and a button to bring the two in step."""

    def __init__(self, school: School) -> None:
        super().__init__()
        self.setProperty("k", "card")
        self._school = school
        self.said = label("", "second", wrap=True)
        self.stands = label("", wrap=True)
        self.sync = button("Đồng bộ ngay", self._sync, icon="ri.refresh-line")
        self.setLayout(
            column(
                label("Trường này có máy chủ", "panel"), self.said, self.stands,
                row(self.sync, None), margins=(16, 12, 16, 12), gap=8,
            )
        )  # fmt: skip
        bridge = bridge_of(school)
        if bridge is not None:
            bridge.changed.connect(self._changed)

    def look_again(self) -> None:
        """How things stand now."""
        address = reach_of_file(self._school).address
        self.said.setText(
            f"Toàn bộ sổ nằm ở máy chủ {address}; người quản trị máy chủ sao lưu và khôi phục ở "
            "đó. Trên máy này chỉ có phần mà thầy cô được xem, cùng những việc chưa gửi: máy hỏng "
            "thì chỉ mất những việc chưa gửi ấy."
        )
        bridge = bridge_of(self._school)
        if bridge is not None:
            state, now = bridge.state, self._school.now()
            waiting = f"{state.waiting} việc chưa gửi" if state.waiting else "Mọi việc đã gửi"
            self.stands.setText(f"{waiting} · {last_sync(state, now)}")

    def _changed(self, _state: object) -> None:
        if self.isVisible():
            self.look_again()

    def _sync(self) -> None:
        bridge = bridge_of(self._school)
        if bridge is not None:
            bridge.worker.try_now()


def server_card(school: School) -> ServerCard | None:
    """The card of a connected school; None for one on this computer."""
    return ServerCard(school) if school.connected is not None else None
