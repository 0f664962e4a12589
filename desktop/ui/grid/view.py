"""The spreadsheet: a QTableView with frozen columns, one current cell and one chosen block."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.grid.blocks import Block
from desktop.ui.grid.delegate import CellDelegate
from desktop.ui.grid.entry import Entry
from desktop.ui.grid.head import SHORTEST, SheetHead
from desktop.ui.grid.keys import press
from desktop.ui.grid.model import SheetModel
from desktop.ui.grid.moves import Cell, Shape
from desktop.ui.grid.overlay import paint_over
from desktop.ui.grid.pointer import Pointer
from desktop.ui.grid.sheet import Column, Kind, RowHead, Sheet

COMPACT, AIRY = 26, 30
_KEEP_OPEN = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_CURSOR_PLACES = (
    Qt.InputMethodQuery.ImCursorRectangle,
    Qt.InputMethodQuery.ImAnchorRectangle,
)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class SheetView(QTableView):
    """Shows a `Sheet`; all editing goes through `entry`, all mouse work through `pointer`."""

    moved = Signal(int, int)  # the current cell
    selected = Signal()  # the chosen block, or what is in it
    told = Signal(str)  # a sentence about the current cell: nothing written, nothing found
    offered = Signal(object)  # entry.Offer: something was not done, this can be done instead
    written = Signal(list)  # Outcome of each edit
    ways_asked = Signal()  # Alt+↓ where the column knows no choices
    opened = Signal(bool)  # the editor was opened / closed

    def __init__(self, parent: QWidget | None = None, name: str = "Bảng điểm") -> None:
        super().__init__(parent)
        self.sheet_model = SheetModel(self)
        self.cells = CellDelegate(self.sheet_model, self)
        self.head = SheetHead(self.sheet_model, self)
        self.frozen = 0
        self.current: Cell = (-1, -1)
        self.corner: Cell = (-1, -1)  # the other end of the chosen block
        self._keep: Callable[[dict[str, int]], None] | None = None
        self.setModel(self.sheet_model)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(self.head)
        self.entry = Entry(self)
        self.pointer = Pointer(self)
        self._set_up(name)

    def _set_up(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(COMPACT)
        self.head.sectionResized.connect(self._section_resized)
        self.head.resized.connect(self._keep_widths)

    # ---- what is shown

    def show_sheet(
        self,
        sheet: Sheet | None,
        *,
        widths: Mapping[str, int] | None = None,
        keep_widths: Callable[[dict[str, int]], None] | None = None,
        at: Cell | None = None,
    ) -> None:
        """Show another sheet; `widths` by column key were kept for this person before."""
        self.entry.show(sheet)
        self.current = self.corner = (-1, -1)
        self.sheet_model.show(sheet)
        self._keep = keep_widths
        self._set_columns(widths or {})
        self.verticalScrollBar().setValue(0)
        self.horizontalScrollBar().setValue(0)
        if self.sheet_model.rows and self.sheet_model.columns:
            self.go(*(at or self._first_place()))

    def _set_edges(self) -> None:
        columns = self.sheet_model.columns
        ends = {self.frozen - 1} if self.frozen else set()
        for at, column in enumerate(columns):
            after = columns[at + 1].group if at + 1 < len(columns) else ""
            if column.group_end or column.group != after:
                ends.add(at)
        ends.discard(len(columns) - 1)
        self.cells.group_ends = self.head.group_ends = frozenset(ends)
        self.head.frozen = self.frozen

    def _first_place(self) -> Cell:
        shape = self.shape_now()
        free = (
            (row, column)
            for row in range(shape.rows)
            for column in range(self.frozen, shape.columns)
            if shape.open(row, column) and not shape.filled(row, column)
        )
        return next(free, (0, min(self.frozen, shape.columns - 1)))

    def refresh(self, rows: list[int] | None = None) -> None:
        """Read rows again (all: None), after something was changed elsewhere."""
        model = self.sheet_model
        before = model.rows, model.columns
        model.refresh(rows)
        if (model.rows, model.columns) != before:
            self._take_over(*before)
        if rows is None:
            self.head.viewport().update()
            self.viewport().update()
        self.selected.emit()

    def _take_over(self, rows: tuple[RowHead, ...], columns: tuple[Column, ...]) -> None:
        """Follow the pupil and the column of the cursor to where they stand now."""
        widths = {column.key: self.columnWidth(at) for at, column in enumerate(columns)}
        if self.sheet_model.columns != columns:
            self._set_columns(widths)
        at = self.current
        if at[0] < 0 or not self.sheet_model.rows or not self.sheet_model.columns:
            return
        known = at[0] < len(rows) and at[1] < len(columns)  # not after an empty sheet
        place = self.sheet_model.place_of(rows[at[0]].key, columns[at[1]].key) if known else None
        self.current = self.corner = place or self.shape_now().clamp(*at)
        if place is None:
            self.entry.drop()
        self.cells.block, self.cells.current = self.block, self.current
        self._tell_qt()
        self.entry.follow()
        self.head.move_to(self.current[1])
        if self.current != at:
            self.moved.emit(*self.current)

    def _set_columns(self, widths: Mapping[str, int]) -> None:
        """Give the columns their edges and widths; `widths` by key go before their own."""
        columns = self.sheet_model.columns
        self.frozen = sum(1 for column in columns if column.frozen)
        self._set_edges()
        for at, column in enumerate(columns):
            self.setColumnWidth(at, widths.get(column.key, column.width))
        self._stretch_last()
        self.head.updateGeometry()
        self.updateGeometries()

    def set_row_height(self, height: int) -> None:
        """26, or 30 when the person likes it airy."""
        self.verticalHeader().setDefaultSectionSize(height)

    def shape_now(self) -> Shape:
        model = self.sheet_model
        return Shape(
            rows=len(model.rows),
            columns=len(model.columns),
            frozen=self.frozen,
            filled=lambda row, column: bool(model.cell(row, column).text),
            open=model.can_type,
            struck=lambda row: bool(model.rows[row].struck_to and not model.rows[row].struck_open),
        )

    # ---- current cell and chosen block

    @property
    def block(self) -> Block:
        return Block.between(self.current, self.corner)

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a cell the current one; with `extend` stretch the chosen block to it instead."""
        if not self.sheet_model.rows:
            return
        self.entry.close()
        old_block, old_current = self.block, self.current
        self.corner = (row, column)
        if not extend:
            self.current = (row, column)
        self.cells.block, self.cells.current = self.block, self.current
        self._repaint(old_block, old_current)
        self._tell_qt()
        self._uncover(row, column)
        if self.current != old_current:
            self.head.move_to(self.current[1])
            self.moved.emit(*self.current)
        self.selected.emit()

    def choose(self, block: Block) -> None:
        """Choose a block; its top left becomes the current cell."""
        self.go(block.top, block.left)
        self.go(block.bottom, block.right, extend=True)

    def _tell_qt(self) -> None:
        """Mirror block and current cell to Qt's selection, which assistive programs read."""
        model, selection, block = self.sheet_model, self.selectionModel(), self.block
        chosen = QItemSelection(
            model.index(block.top, block.left), model.index(block.bottom, block.right)
        )
        flag = QItemSelectionModel.SelectionFlag
        selection.select(chosen, flag.ClearAndSelect)
        selection.setCurrentIndex(model.index(*self.current), flag.NoUpdate)

    def _repaint(self, block: Block, current: Cell) -> None:
        if block.single and self.block.single:
            for row, column in {current, self.current}:
                if row >= 0:
                    self.viewport().update(self.cell_rect(row, column).adjusted(-3, -3, 4, 4))
                    self.viewport().update(self._names_of(row))
        else:
            self.viewport().update()

    def _names_of(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.fixed_width(), self.rowHeight(row))

    def fixed_width(self) -> int:
        """Width of the columns that do not scroll."""
        return sum(self.columnWidth(at) for at in range(self.frozen))

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where the cell is painted, hidden by the frozen columns or not."""
        top = self.rowViewportPosition(row)
        left = self.head.left_of(column)
        return QRect(left, top, self.columnWidth(column), self.rowHeight(row))

    def _uncover(self, row: int, column: int) -> None:
        """Scroll so far that the cell stands free, also of the frozen columns."""
        rect, area = self.cell_rect(row, column).adjusted(0, 0, 1, 1), self.viewport().rect()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if rect.top() < 0:
            down.setValue(down.value() + rect.top())
        elif rect.bottom() > area.bottom():
            down.setValue(down.value() + rect.bottom() - area.bottom())
        if column < self.frozen:
            return
        if rect.left() < self.fixed_width():
            across.setValue(across.value() + rect.left() - self.fixed_width())
        elif rect.right() > area.right():
            ahead = min(rect.right() - area.right(), rect.left() - self.fixed_width())
            across.setValue(across.value() + ahead)

    # ---- widths

    def _stretch_last(self) -> None:
        """Give the last column what is left; comments are the first to become short."""
        columns = self.sheet_model.columns
        if columns:
            last = len(columns) - 1
            least = SHORTEST if columns[last].kind is Kind.TEXT else columns[last].width
            before = sum(self.columnWidth(at) for at in range(last))
            self.setColumnWidth(last, max(least, self.viewport().width() - before))

    def _section_resized(self, section: int) -> None:
        if section != len(self.sheet_model.columns) - 1:
            self._stretch_last()
        self.viewport().update()
        self.head.viewport().update()

    def _keep_widths(self) -> None:
        if self._keep is not None:
            columns = self.sheet_model.columns[:-1]  # the last one takes what is left
            self._keep({c.key: self.columnWidth(at) for at, c in enumerate(columns)})

    # ---- Qt

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.rowAt(point.y())
        fixed = point.x() < self.fixed_width()
        column = self.columnAt(point.x() - (self.horizontalOffset() if fixed else 0))
        return self.sheet_model.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        return self.cell_rect(index.row(), index.column()) if index.isValid() else QRect()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.isValid():
            self._uncover(index.row(), index.column())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.current[0] >= 0:  # the size was not known when the sheet was given
            self.verticalScrollBar().setValue(0)
            self._uncover(*self.current)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx and self.frozen:
            self.viewport().update()  # the frozen columns must not move along
            self.head.viewport().update()
        self.entry.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch_last()
        self.entry.follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.sheet_model.rows:
            return
        painter = QPainter(self.viewport())
        paint_over(self, painter)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Keep Tab and the editing shortcuts for the grid while it has the keyboard."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self.entry.claims(event):
                event.accept()
                return True
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.type() == QEvent.Type.KeyPress and event.key() in _TABS and not control:
                press(self, event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press(self, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.entry.compose(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        if query == Qt.InputMethodQuery.ImEnabled:
            return True
        at_cursor = query in _CURSOR_PLACES
        if not self.entry.is_open:
            return self._cell_on_view() if at_cursor else super().inputMethodQuery(query)
        answer: object = self.entry.editor.inputMethodQuery(query)
        if at_cursor and isinstance(answer, QRect | QRectF):
            return answer.translated(self.entry.editor.mapTo(self, QPoint()))
        return answer

    def _cell_on_view(self) -> QRect:
        """Where an input method shall show its list before the cell is open."""
        return self.cell_rect(*self.current).translated(self.viewport().pos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.entry.open_cell()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.show_menu(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _KEEP_OPEN:
            self.entry.close()
        self.viewport().update()
