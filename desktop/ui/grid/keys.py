"""Which key does what in a sheet: one table for moves, one for acts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.grid import moves
from desktop.ui.grid.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.grid.view import SheetView

Key = Qt.Key
Modifier = Qt.KeyboardModifier
_ARROWS = {
    Key.Key_Up: (-1, 0),
    Key.Key_Down: (1, 0),
    Key.Key_Left: (0, -1),
    Key.Key_Right: (0, 1),
}
_LEAVING = {
    Key.Key_Return,
    Key.Key_Enter,
    Key.Key_Tab,
    Key.Key_Backtab,
    Key.Key_Up,
    Key.Key_Down,
    Key.Key_PageUp,
    Key.Key_PageDown,
}
_NONE, _CONTROL, _SHIFT = Modifier.NoModifier, Modifier.ControlModifier, Modifier.ShiftModifier


def press(view: "SheetView", event: QKeyEvent) -> None:
    """Do what the key means now; keys that mean nothing go up to the window."""
    event.accept()
    if not view.sheet_model.rows:
        event.ignore()
        return
    modifiers = event.modifiers() & ~Modifier.KeypadModifier
    key = Key(event.key())
    if view.entry.is_open:
        _press_open(view, event, key, modifiers)
    elif not (_move(view, key, modifiers) or _act(view, key, modifiers)):
        other = modifiers & ~(_SHIFT | Modifier.GroupSwitchModifier)
        if (other and not _alt_gr(modifiers)) or not view.entry.type_key(event):
            event.ignore()


def _alt_gr(modifiers: Modifier) -> bool:
    """Tell whether this is AltGr, which Windows reports as Ctrl+Alt and which types letters."""
    both = _CONTROL | Modifier.AltModifier
    return modifiers & both == both


def _press_open(view: "SheetView", event: QKeyEvent, key: Key, modifiers: Modifier) -> None:
    """Take a key while a cell is open: leave it, or pass the key on to the editor."""
    sideways = key in {Key.Key_Left, Key.Key_Right}
    if key == Key.Key_Escape:
        view.entry.close(keep=False)
    elif key in _LEAVING or (sideways and view.entry.replaced and modifiers == _NONE):
        _move(view, key, modifiers)
    elif key == Key.Key_F2:
        view.entry.replaced = not view.entry.replaced
    elif not view.entry.editor.feed(event):
        event.ignore()


def _move(view: "SheetView", key: Key, modifiers: Modifier) -> bool:
    extend = bool(modifiers & _SHIFT) and key not in {Key.Key_Return, Key.Key_Enter}
    target = _target(view, key, modifiers)
    if target is None or modifiers & Modifier.AltModifier:
        return False
    if key in {Key.Key_Tab, Key.Key_Backtab}:
        extend = False
    view.go(*target, extend=extend)
    return True


def _target(view: "SheetView", key: Key, modifiers: Modifier) -> moves.Cell | None:
    """Return the cell that the key leads to; with Shift it starts from the block's far corner."""
    shape = view.shape_now()
    control, shift = bool(modifiers & _CONTROL), bool(modifiers & _SHIFT)
    if key in _ARROWS:
        start = view.corner if shift else view.current
        return (moves.jump if control else moves.step)(shape, start, *_ARROWS[key])
    if key in {Key.Key_Return, Key.Key_Enter}:
        return None if control else moves.enter(shape, view.current, -1 if shift else 1)
    if key in {Key.Key_Tab, Key.Key_Backtab}:
        back = shift or key == Key.Key_Backtab
        return None if control else moves.tab(shape, view.current, -1 if back else 1)
    return _far_target(view, shape, key, modifiers)


def _far_target(
    view: "SheetView", shape: moves.Shape, key: Key, modifiers: Modifier
) -> moves.Cell | None:
    start = view.corner if modifiers & _SHIFT else view.current
    control = bool(modifiers & _CONTROL)
    if key == Key.Key_Home:
        return moves.home(shape, (0, 0) if control else start)
    if key == Key.Key_End:
        return moves.end(shape, (shape.rows - 1, 0) if control else start)
    if key in {Key.Key_PageUp, Key.Key_PageDown}:
        page = max(1, view.viewport().height() // max(1, view.rowHeight(0)) - 1)
        return moves.step(shape, start, page if key == Key.Key_PageDown else -page, 0)
    return None


def _act(view: "SheetView", key: Key, modifiers: Modifier) -> bool:
    entry = view.entry
    acts: dict[tuple[Key, Modifier], Callable[[], object]] = {
        (Key.Key_F2, _NONE): entry.open_cell,
        (Key.Key_F8, _NONE): entry.next_problem,
        (Key.Key_Delete, _NONE): entry.clear,
        (Key.Key_Backspace, _NONE): lambda: entry.open_cell(""),
        (Key.Key_C, _CONTROL): entry.copy,
        (Key.Key_Insert, _CONTROL): entry.copy,
        (Key.Key_X, _CONTROL): entry.cut,
        (Key.Key_V, _CONTROL): entry.paste,
        (Key.Key_Insert, _SHIFT): entry.paste,
        (Key.Key_D, _CONTROL): entry.fill_down,
        (Key.Key_Z, _CONTROL): entry.undo,
        (Key.Key_Y, _CONTROL): entry.redo,
        (Key.Key_Z, _CONTROL | _SHIFT): entry.redo,
        (Key.Key_A, _CONTROL): lambda: choose_all(view),
        (Key.Key_Down, Modifier.AltModifier): view.pointer.show_choices,
    }
    if not view.block.single:  # else Esc belongs to the dialog or panel around the grid
        acts[Key.Key_Escape, _NONE] = lambda: view.go(*view.current)
    act = acts.get((key, modifiers))
    if act is None:
        return False
    act()
    return True


def choose_all(view: "SheetView") -> None:
    """Ctrl+A: everything right of the frozen columns."""
    shape = view.shape_now()
    view.choose(Block(0, shape.frozen, shape.rows - 1, shape.columns - 1))
