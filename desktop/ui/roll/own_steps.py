"""What the books of a day have in common: steps that are their own, undone and done again."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.store.trouble import Trouble
from desktop.ui.roster.steps import Steps


class OwnSteps(ABC):
    """Knows which writing is its own, so that it does not read itself again in the middle."""

    steps: Steps
    _writing = False

    @abstractmethod
    def reload(self) -> None:
        """Read the day again from the file."""

    @contextmanager
    def _own_writing(self) -> Iterator[None]:
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    def undo(self) -> str:
        return self._turn(self.steps.undo, "Chưa có bước nào để hoàn tác.")

    def redo(self) -> str:
        return self._turn(self.steps.redo, "Chưa có bước nào để làm lại.")

    def _turn(self, turn: Callable[[], str | None], nothing: str) -> str:
        try:
            with self._own_writing():
                said = turn()
        except Trouble as trouble:
            return trouble.sentence
        self.reload()
        return said or nothing
