"""The list at the left of a tab: groups, rows of one or two lines, a state icon at the right."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui import icons
from desktop.ui.theme import face, ink

ONE_LINE, TWO_LINES, CAPTION = 34, 50, 30
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Item:
    """A row, or with key None the caption of a group (`second` then stands at its right).

    `state_text` stands before the state's icon; `state_words` are read out and in the tooltip.
    """

    key: Hashable | None
    title: str
    second: str = ""
    icon: str = ""
    state_icon: str = ""
    state_tone: str = "amber"
    state_words: str = ""
    state_text: str = ""


class _Items(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []

    def show(self, items: Sequence[Item]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = 0) -> object:
        item = self.items[index.row()]
        if role == 0:
            return item.title
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (item.title, item.second, item.state_words)))
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return "\n".join(filter(None, (item.title, item.second, item.state_words)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.items[index.row()].key is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    def __init__(self, view: "SideList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        item = self._view.items[index.row()]
        height = CAPTION if item.key is None else TWO_LINES if item.second else ONE_LINE
        return QSize(80, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._view.items[index.row()]
        box: QRect = option.rect
        state = option.state
        painter.save()
        if item.key is None:
            self._caption(painter, box, item)
        else:
            self._row(painter, box, item, current=bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _caption(self, painter: QPainter, box: QRect, item: Item) -> None:
        inner = box.adjusted(14, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(face(strong=True))
        painter.setPen(ink("text2"))
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignLeft), item.title)
        painter.setFont(face())
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignRight), item.second)

    def _row(self, painter: QPainter, box: QRect, item: Item, *, current: bool) -> None:
        if current:
            painter.fillRect(box, ink("tint"))
            painter.fillRect(QRect(box.left(), box.top(), 4, box.height()), ink("accent"))
        painter.setPen(ink("line"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        left = box.left() + (40 if item.icon else 14)
        top = box.top() + (7 if item.second else (box.height() - 18) // 2)
        if item.icon:
            icons.paint(painter, QRect(box.left() + 16, top + 1, 16, 16).topLeft(), item.icon)
        room = box.right() - left - (30 if item.state_icon else 8)
        if item.state_text:
            room -= self._state_text(painter, box, top, item) + 12
        self._line(painter, QRect(left, top, room, 18), item.title, strong=current, tone="text")
        if item.second:
            under = QRect(left, top + 20, box.right() - left - 8, 18)
            self._line(painter, under, item.second, strong=False, tone="text2")
        if item.state_icon:
            at = QRect(box.right() - 26, top + 1, 16, 16).topLeft()
            icons.paint(painter, at, item.state_icon, 16, item.state_tone)

    def _state_text(self, painter: QPainter, box: QRect, top: int, item: Item) -> int:
        painter.setFont(face())
        painter.setPen(ink(item.state_tone))
        width = painter.fontMetrics().horizontalAdvance(item.state_text)
        place = QRect(box.right() - 34 - width, top, width + 1, 18)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), item.state_text)
        return width

    def _line(self, painter: QPainter, box: QRect, words: str, *, strong: bool, tone: str) -> None:
        font = face(strong=strong)
        painter.setFont(font)
        painter.setPen(ink(tone))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(flags), shown)


class SideList(QListView):
    """Rows to choose one from; says the key of the chosen one."""

    chosen = Signal(object)

    def __init__(self, name: str, width: int = 224, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("k", "chrome")
        if width:
            self.setFixedWidth(width)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Items()
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._current_changed)

    @property
    def items(self) -> list[Item]:
        """What is shown."""
        return self._model.items

    @property
    def key(self) -> Hashable | None:
        """The key of the current row."""
        at = self.currentIndex().row()
        return self.items[at].key if 0 <= at < len(self.items) else None

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other rows; the current one stays current where its key is still there."""
        before = self.key
        self._quiet = True
        self._model.show(items)
        self.choose(before)
        self._quiet = False

    def choose(self, key: Hashable | None) -> bool:
        """Make a row current without telling; false when it is not there."""
        for at, item in enumerate(self.items):
            if key is not None and item.key == key:
                quiet, self._quiet = self._quiet, True
                self.setCurrentIndex(self._model.index(at, 0))
                self._quiet = quiet
                return True
        return False

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.chosen.emit(self.items[current.row()].key)
