"""Pupils for the palette (Ctrl+K): an index in memory, made once and again after a change."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary

from desktop.commands.execute import Done
from desktop.queries.pupil_index import INDEX_TABLES, FoundPupil, PupilIndex, pupil_index
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.places import Destination

MOST: Final = 12
ROSTER: Final = "roster"


class PupilSearch:
    """The index of one open school; forgotten when a pupil or a class changes."""

    def __init__(self) -> None:
        self._index: PupilIndex | None = None

    def on_change(self, done: Done) -> None:
        """Forget what was read, where it may have changed."""
        if done.tables & INDEX_TABLES:
            self._index = None

    def find(self, school: School, text: str) -> tuple[FoundPupil, ...]:
        """Who is meant by these letters."""
        if self._index is None:
            self._index = school.ask(pupil_index, school_day(school.now()))
        return self._index.find(text, MOST)


_SEARCHES: WeakKeyDictionary[School, PupilSearch] = WeakKeyDictionary()


def search_of(school: School) -> PupilSearch:
    """The search of an open school, made when it is first wanted."""
    found = _SEARCHES.get(school)
    if found is None:
        found = _SEARCHES[school] = PupilSearch()
        school.on_change(found.on_change)
    return found


def pupil_acts(
    school: School, go: Callable[[Destination], object], tabs: Sequence[str]
) -> Callable[[str], Sequence[Act]]:
    """What the palette asks at each key stroke; nothing where the person has no class list."""
    search = search_of(school)

    def find(text: str) -> Sequence[Act]:
        if ROSTER not in tabs:
            return ()
        return [_act(pupil, go) for pupil in search.find(school, text)]

    return find


def _act(pupil: FoundPupil, go: Callable[[Destination], object]) -> Act:
    place = Destination(ROSTER, class_id=pupil.class_id, student_id=pupil.student_id)
    parts = [pupil.full_name, f"lớp {pupil.class_name}"]
    if pupil.birth_date is not None:
        parts.append(f"{pupil.birth_date:%d/%m/%Y}")
    if pupil.left_on is not None:
        parts.append(f"đã rời lớp {pupil.left_on:%d/%m/%Y}")
    return Act(" · ".join(parts), partial(go, place))
