"""How a cell looks in each of its states (look §5): one function for each layer of ink."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPolygon

from desktop.ui import icons
from desktop.ui.grid.sheet import CellView, Column, Kind, State
from desktop.ui.theme import face, ink, ink_pen
from desktop.ui.theme.fonts import metrics, text_width

GAP = 8
SIGN = 12
_NARROW = 72  # a mark column of this width has its figures a little right of the middle
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PADLOCK_FITS = 44  # narrower cells have no room for a sign beside two figures
_AT_LEFT = State.LOCKED | State.INVALID
_SIGN_FOR = (  # the first that holds stands at the left: why the cell cannot or must be changed
    (State.CONFLICT, "ri.git-merge-line", "red"),
    (State.INVALID, "ri.error-warning-fill", "red"),
    (State.LOCKED, "ri.lock-2-line", "text3"),
    (State.COMPLETE, "ri.check-line", "green"),
)


def ground(cell: CellView, *, ranged: bool) -> str:
    """Return the token of the cell's ground; what is wrong shows through a chosen range."""
    state = cell.state
    if state & State.PROBLEM:
        return "red_ground"
    if ranged or state & State.CHANGED:
        return "tint"
    if state & (State.LOCKED | State.HATCHED):
        return "lock"
    return "calc" if state & State.COMPUTED else "page"


def text_token(cell: CellView, *, struck: bool, kind: Kind) -> str:
    state = cell.state
    if state & (State.INVALID | State.CONFLICT | State.GRAVE):
        return "red"
    if struck or state & State.INCOMPLETE:
        return "text3"
    if state & (State.MAKEUP | State.DUE):
        return "amber"
    return "text2" if state & State.MUTED or kind is Kind.NUMBER else "text"


def is_strong(cell: CellView) -> bool:
    """Tell whether the text is bold: computed, about to be changed, or asking for attention."""
    state = cell.state
    computed = bool(state & State.COMPUTED) and not state & (State.INCOMPLETE | State.MUTED)
    return computed or bool(state & (State.CHANGED | State.STRONG))


def text_face(cell: CellView) -> QFont:
    return face(strong=is_strong(cell), slanted=bool(cell.state & State.BROUGHT_IN))


def paint_ground(painter: QPainter, rect: QRect, cell: CellView, *, ranged: bool) -> None:
    painter.fillRect(rect, ink(ground(cell, ranged=ranged)))
    if cell.state & State.HATCHED:
        painter.fillRect(rect, QBrush(ink("line"), Qt.BrushStyle.BDiagPattern))


def paint_cell(
    painter: QPainter, rect: QRect, column: Column, cell: CellView, *, struck: bool
) -> None:
    """Draw signs and text of a cell on its ground."""
    if cell.state or cell.icon:
        _paint_signs(painter, rect, cell, narrow=column.width < _PADLOCK_FITS)
    if not cell.text:
        if cell.note:
            _paint_note(painter, rect.center().x() - 3, rect, cell.note)
        return
    painter.setFont(text_face(cell))
    painter.setPen(ink(text_token(cell, struck=struck, kind=column.kind)))
    if column.kind is Kind.LEVEL and cell.level >= 0:
        left = SIGN + 4 if cell.state & _AT_LEFT else 9
        paint_steps(painter, QPoint(rect.x() + left, rect.y() + rect.height() // 2 + 4), cell.level)
        painter.setPen(ink(text_token(cell, struck=struck, kind=column.kind)))
        at = QRect(rect).adjusted(left + 21, 0, -4, 0)
        _draw_left(painter, at, cell.text)
        _paint_after(painter, at.x(), rect, cell)
        return
    x, width = text_place(rect, column, cell)
    if width > rect.right() - x:
        _draw_left(painter, QRect(x, rect.y(), rect.right() - x - 2, rect.height()), cell.text)
    else:
        painter.drawText(QPointF(x, _baseline(rect)), cell.text)
    _paint_under(painter, x, width, rect, cell)
    _paint_after(painter, x, rect, cell)


def text_place(rect: QRect, column: Column, cell: CellView) -> tuple[int, int]:
    """Return where the text begins and how wide it is; figures stand by their decimal comma."""
    strong = is_strong(cell)
    width = text_width(cell.text, strong=strong)
    lead = _leading(cell) if column.width >= _PADLOCK_FITS else 0
    if column.kind in (Kind.NAME, Kind.TEXT, Kind.LEVEL) and not cell.state & State.INCOMPLETE:
        beside = SIGN if cell.state & _AT_LEFT else 0  # a padlock or ! stands before the words
        return rect.x() + GAP + lead + beside, width
    middle = rect.x() + rect.width() // 2
    if column.kind is Kind.MARK and is_figure(cell.text):
        whole = text_width(cell.text.partition(",")[0], strong=strong)
        anchor = middle + text_width("0", strong=strong) - _half(strong=strong)
        if column.width < _NARROW:
            anchor += 4  # room for a padlock before 10
        if cell.state & State.ZERO and cell.state & State.LOCKED:
            anchor = max(anchor, rect.x() + 2 * SIGN + 12 + whole)
        return anchor - whole, width
    return max(rect.x() + 4 + lead, middle - (width - lead) // 2), width


def is_figure(text: str) -> bool:
    """Tell whether the text is a plain mark such as 7, 7,5 or 10."""
    return text.replace(",", "", 1).isdigit()


def _half(*, strong: bool) -> int:
    return text_width("0,0", strong=strong) // 2


def _leading(cell: CellView) -> int:
    """Room that a sign takes before the text."""
    if cell.state & (State.MAKEUP | State.ZERO | State.COMPLETE | State.CONFLICT) or cell.icon:
        return SIGN + 7
    return 0


def _baseline(rect: QRect) -> int:
    size = metrics()
    return rect.y() + (rect.height() + size.ascent() - size.descent()) // 2


def _draw_left(painter: QPainter, rect: QRect, text: str) -> None:
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, short)


def _paint_signs(painter: QPainter, rect: QRect, cell: CellView, *, narrow: bool) -> None:
    """Beside a letter in a narrow cell there is no room at the left.

    There the ground and the column's head tell of a lock, the wave of what could not be read, the
    two letters of a conflict.
    """
    state, middle = cell.state, rect.y() + (rect.height() - SIGN) // 2
    for flag, name, token in () if narrow else _SIGN_FOR:
        if state & flag:
            size = SIGN - 1 if flag == State.LOCKED else SIGN
            icons.paint(painter, QPoint(rect.x() + 3, middle), name, size, token)
            break
    if state & State.WAITING:
        at = QPoint(rect.right() - SIGN - 1, rect.y() + 2)
        icons.paint(painter, at, "ri.arrow-up-line", SIGN, "amber")
    if state & State.DRAFT:
        at = QPoint(rect.right() - SIGN - 1, rect.y() + 2)
        icons.paint(painter, at, "ri.file-edit-line", SIGN, "amber")
    if state & State.BROUGHT_IN:
        at = QPoint(rect.right() - SIGN - 3, middle)
        icons.paint(painter, at, "ri.login-box-line", SIGN, "text2")
    if state & State.REFUSED:
        _paint_corner(painter, rect)


def _paint_corner(painter: QPainter, rect: QRect) -> None:
    """Fold the right top corner, with a ! in it."""
    side = SIGN + 1
    corner = rect.topRight() + QPoint(1, 0)
    triangle = QPolygon([corner - QPoint(side, 0), corner, corner + QPoint(0, side)])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink("red"))
    painter.drawPolygon(triangle)
    painter.fillRect(QRect(corner.x() - 4, corner.y() + 1, 2, 4), ink("page"))
    painter.fillRect(QRect(corner.x() - 4, corner.y() + 6, 2, 2), ink("page"))


def _paint_under(painter: QPainter, x: int, width: int, rect: QRect, cell: CellView) -> None:
    """Draw the wave under what could not be read, the thin red line under a low average."""
    y = _baseline(rect) + 3
    if cell.state & State.INVALID:
        painter.setPen(ink_pen("red"))
        waves = range(x, min(x + width, rect.right() - 4), 4)
        painter.drawPolyline([QPoint(at, y + (i % 2) * 2) for i, at in enumerate(waves)])
    elif cell.state & State.LOW:
        painter.setPen(ink_pen("red"))
        painter.drawLine(x, y, x + width - 1, y)


def _paint_after(painter: QPainter, x: int, rect: QRect, cell: CellView) -> None:
    """Draw what belongs to the text: sign before it, superscript or arrow after it."""
    end = x + text_width(cell.text, strong=is_strong(cell)) + 3
    before = QPoint(x - SIGN - 5, rect.y() + (rect.height() - SIGN) // 2)
    if cell.state & State.MAKEUP:
        icons.paint(painter, before, "ri.calendar-2-line", SIGN, "amber")
    elif cell.state & State.ZERO:
        icons.paint(painter, before, "ri.forbid-line", SIGN, "text")
    elif cell.icon:
        token = cell.tone or ("amber" if cell.state & State.DUE else "text2")
        icons.paint(painter, before, cell.icon, SIGN, token)
    if cell.state & State.RAISED:
        icons.paint(painter, QPoint(end, rect.y() + 5), "ri.arrow-up-line", SIGN, "accent")
    if cell.note:
        _paint_note(painter, end, rect, cell.note)


def _paint_note(painter: QPainter, x: int, rect: QRect, note: str) -> None:
    """Draw the red number of what is written down elsewhere; also in a cell that is empty now."""
    small = QFont(face(strong=True))
    small.setPointSizeF(7.5)  # a superscript, not a text to be read by itself
    painter.setFont(small)
    painter.setPen(ink("red"))
    painter.drawText(QPoint(x, _baseline(rect) - 5), note)


def paint_steps(painter: QPainter, foot: QPoint, filled: int) -> None:
    """Draw three rising steps, `filled` of them in ink: 0 Chưa đạt … 3 Tốt."""
    painter.setPen(ink_pen("accent"))
    for step in range(3):
        high = 4 + 2 * step + step // 2
        box = QRect(foot.x() + step * 5, foot.y() - high, 3, high)
        if step < filled:
            painter.fillRect(box.adjusted(0, 0, 1, 1), ink("accent"))
        else:
            painter.drawRect(box)
