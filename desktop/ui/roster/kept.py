"""What was typed into a class list or a card and could not be written: kept, per person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.store.school import School

Place = tuple[UUID, str]
"""Pupil and column key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One text; `sentence` says why it is not in the list, `ways` what could be meant."""

    text: str
    sentence: str
    ways: tuple[str, ...] = ()


class KeptTexts:
    """The kept texts of one class on this computer; durable as soon as they are kept."""

    def __init__(self, school: School, class_id: UUID, what: str = "roster.kept") -> None:
        self._school = school
        self._name = f"{what}.{class_id}"
        self._texts = dict(_read(school.preference(self._name, [])))

    def __len__(self) -> int:
        return len(self._texts)

    def get(self, place: Place) -> Kept | None:
        return self._texts.get(place)

    def change(self, changes: Mapping[Place, Kept | None]) -> None:
        """Keep texts, or drop them where None is given."""
        before = dict(self._texts)
        for place, kept in changes.items():
            if kept is None:
                self._texts.pop(place, None)
            else:
                self._texts[place] = kept
        if self._texts != before:
            self._school.keep_preference(
                self._name,
                [
                    [str(who), column, kept.text, kept.sentence, *kept.ways]
                    for (who, column), kept in self._texts.items()
                ],
            )


def _read(stored: object) -> Iterator[tuple[Place, Kept]]:
    for line in stored if isinstance(stored, list) else ():
        match line:
            case [str(who), str(column), str(text), str(sentence), *ways]:
                yield (UUID(who), column), Kept(text, sentence, tuple(str(way) for way in ways))
