"""Steps that can be taken back: of the list and of the card beside it together."""

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.store.trouble import Trouble


class Steps:
    """The last step goes first, wherever it was made."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._past: list[tuple[str, Done]] = []
        self._future: list[tuple[str, Done]] = []

    def do(self, command: Command, what: str) -> Done:
        """Carry out a command as one step; raises Refused, Trouble."""
        done = self._school.do(command)
        self.add(what, done)
        return done

    def add(self, what: str, done: Done) -> None:
        """Let a step that was done elsewhere be taken back here."""
        self._past.append((what, done))
        self._future.clear()

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def undo(self) -> str | None:
        """Take the last step back; says what, None where there is none."""
        return self._turn(self._past, self._future, "Đã hoàn tác")

    def redo(self) -> str | None:
        """Do it again."""
        return self._turn(self._future, self._past, "Đã làm lại")

    def _turn(
        self, one: list[tuple[str, Done]], other: list[tuple[str, Done]], said: str
    ) -> str | None:
        if not one:
            return None
        what, done = one[-1]
        try:
            back = self._school.undo(done)
        except Refused as refused:
            one.pop()  # it stands now; what was done before it may still be taken back
            return f"Chưa hoàn tác được: {refused.message}"
        except Trouble as trouble:
            return trouble.sentence
        one.pop()
        other.append((what, back))
        return f"{said}: {what}."
