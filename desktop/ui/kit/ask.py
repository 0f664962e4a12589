"""Dialogs: only for a decision or a file; the title is the question, the buttons are verbs."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import button, enable
from desktop.ui.kit.words import label

WIDTH = 460


class Ask(QDialog):
    """A question with a consequence, fields, a way out and the act.

    `refuse` says why the act cannot be done yet ("" when it can); asked again by `look_again`.
    `carry_out` does it and returns why not, or "" when done: the dialog closes only then.
    """

    def __init__(  # noqa: PLR0913 - each is a part of the dialog
        self, parent: QWidget | None, question: str, act: str, *, text: str = "",
        leave: str = "Để sau", danger: bool = False, width: int = WIDTH,
        refuse: Callable[[], str] | None = None, carry_out: Callable[[], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("Sổ Trường")
        self.setAccessibleName(question)
        self.setMinimumWidth(width)
        self._refuse, self._carry_out = refuse, carry_out
        self.question = label(question, "panel", wrap=True)
        self.text = label(text, wrap=True)
        if not text:
            self.text.hide()
        self.fields = QVBoxLayout()
        self.fields.setSpacing(6)
        self.said = label("", "red", wrap=True)
        self.said.hide()
        self.act = button(act, self._act, k="danger" if danger else "primary")
        self.leave = button(leave, self.reject)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.leave)
        self.foot.addWidget(self.act)
        self._arrange()
        if not danger:  # what cannot be undone must not follow from Enter
            self.act.setDefault(True)
            self.act.setAutoDefault(True)
        self.look_again()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for part in (self.question, self.text):
            layout.addWidget(part)
        layout.addLayout(self.fields, 1)
        layout.addWidget(self.said)
        layout.addSpacing(4)
        layout.addLayout(self.foot)

    def field(self, name: str, widget: QWidget, hint: str = "") -> None:
        """Add a labelled control."""
        caption = label(name, "label")
        caption.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(name)
        self.fields.addWidget(caption)
        self.fields.addWidget(widget)
        if hint:
            self.fields.addWidget(label(hint, "second", wrap=True))
        self.fields.addSpacing(4)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard begin in the first field; the ways out come last."""
        super().showEvent(event)
        ways = (self.leave, self.act)
        inputs = [
            w for w in self.findChildren(QWidget)
            if w not in ways and w.focusPolicy() & Qt.FocusPolicy.TabFocus
            and w.focusProxy() is None and w.isVisibleTo(self)
        ]  # fmt: skip
        for one, after in pairwise((*inputs, *ways)):
            QWidget.setTabOrder(one, after)
        if inputs and self.focusWidget() in (None, *ways):
            inputs[0].setFocus()

    def look_again(self) -> None:
        """Find out whether the act can be done now; say why not."""
        enable(self.act, self._refuse() if self._refuse else "")

    def tell(self, why: str) -> None:
        """Say why the act was not done."""
        self.said.setText(why)
        self.said.setVisible(bool(why))

    def _act(self) -> None:
        why = self._carry_out() if self._carry_out else ""
        self.tell(why)
        if not why:
            self.accept()


def ask(
    parent: QWidget | None, question: str, act: str, *, text: str = "", leave: str = "Để sau",
    danger: bool = False,
) -> bool:  # fmt: skip
    """Ask a question; true when the person chose the act."""
    dialog = Ask(parent, question, act, text=text, leave=leave, danger=danger)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog.exec() == QDialog.DialogCode.Accepted
