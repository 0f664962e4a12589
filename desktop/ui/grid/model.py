"""The Qt model over a `Sheet`: cells cached by row, so that painting asks the tab only once."""

from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.grid.sheet import CellView, Column, RowHead, Sheet, can_type, describe

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = 0  # plain ints: comparing Qt's enums makes data() 2.6 times slower
_ACCESSIBLE_TEXT = 11
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class SheetModel(QAbstractTableModel):
    """Rows and columns of the sheet that is shown; None until one is given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[RowHead, ...] = ()
        self._sheet: Sheet | None = None
        self._cells: list[list[CellView] | None] = []

    def show(self, sheet: Sheet | None) -> None:
        """Show another sheet from the beginning."""
        self.beginResetModel()
        self._sheet = sheet
        self._take()
        self.endResetModel()

    def refresh(self, rows: Iterable[int] | None = None) -> None:
        """Forget what was read of these rows (of all: None); a changed shape resets the view."""
        sheet = self._sheet
        if sheet is None:
            return
        if tuple(sheet.columns) != self.columns or len(sheet.rows) != len(self.rows):
            self.show(sheet)
            return
        changed = range(len(self.rows)) if rows is None else sorted(set(rows))
        if rows is None:
            self.rows = tuple(sheet.rows)
        for row in changed:
            self._cells[row] = None
        if changed:
            first, last = self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1)
            self.dataChanged.emit(first, last)

    def _take(self) -> None:
        sheet = self._sheet
        self.columns = tuple(sheet.columns) if sheet else ()
        self.rows = tuple(sheet.rows) if sheet else ()
        self._cells = [None] * len(self.rows)

    def cell(self, row: int, column: int) -> CellView:
        """Return the cell; a row is read whole the first time it is looked at."""
        cells = self._cells[row]
        if cells is None:
            sheet = self._sheet
            assert sheet is not None  # noqa: S101 - rows exist only with a sheet
            cells = [sheet.cell(row, at) for at in range(len(self.columns))]
            self._cells[row] = cells
        return cells[column]

    def place_of(self, row_key: object, column_key: str) -> tuple[int, int] | None:
        """Return where a pupil and a column stand now; None when one of them is gone."""
        rows = [row.key for row in self.rows]
        columns = [column.key for column in self.columns]
        if row_key not in rows or column_key not in columns:
            return None
        return rows.index(row_key), columns.index(column_key)

    def can_type(self, row: int, column: int) -> bool:
        return can_type(self.columns[column], self.rows[row], self.cell(row, column))

    def sentence(self, row: int, column: int) -> str:
        """Return what the cell line and a screen reader say of the cell."""
        return describe(self.rows[row], self.columns[column], self.cell(row, column))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            return self.cell(index.row(), index.column()).text
        if role == _ACCESSIBLE_TEXT:
            return self.sentence(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role not in (_DISPLAY, _ACCESSIBLE_TEXT):
            return None
        if orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            return ", ".join((column.name, *(line.text for line in column.lines)))
        return self.rows[section].name

    def flags(self, _index: Index) -> Qt.ItemFlag:
        return _FLAGS
