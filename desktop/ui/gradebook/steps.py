"""Steps that can be taken back: what one commit did to the book and to the kept texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.commands.command import Refused
from desktop.commands.execute import Done
from desktop.store.school import School
from desktop.ui.gradebook.kept import Kept, KeptTexts, Place


@dataclass(frozen=True, slots=True)
class Step:
    """One commit: its commands in order, and the kept texts as they were before it."""

    what: str
    dones: tuple[Done, ...] = ()
    kept_before: Mapping[Place, Kept | None] = field(default_factory=dict)


class Steps:
    """Undo and redo of one sheet; a refused step stays where it is."""

    def __init__(self, school: School, kept: KeptTexts) -> None:
        self._school = school
        self._kept = kept
        self._past: list[Step] = []
        self._future: list[Step] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def add(self, step: Step) -> None:
        self._past.append(step)
        self._future.clear()

    def undo(self) -> str | None:
        """Take the last step back; the sentence says what, or why it could not be."""
        return self._turn(self._past, self._future, "Đã hoàn tác")

    def redo(self) -> str | None:
        return self._turn(self._future, self._past, "Đã làm lại")

    def _turn(self, one: list[Step], other: list[Step], said: str) -> str | None:
        if not one:
            return None
        step = one[-1]
        try:
            dones = tuple(self._school.undo(done) for done in reversed(step.dones))
        except Refused as refused:
            return f"Chưa hoàn tác được: {refused.message}"
        one.pop()
        before = self._kept.change(step.kept_before)
        other.append(Step(step.what, dones, before))
        return f"{said}: {step.what}."
