"""Finds the teachers that somebody typed: without tones, by account or by part of the name."""

import re
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from desktop.queries.course_grid import TeacherOfGrid
from desktop.rules.names import fold

_SEPARATORS = re.compile(r"[;,\n/]| và ")
_TITLE = re.compile(r"^(?:thay|co)\s+")


class UnclearTeacher(ValueError):
    """Nobody or several are meant; `near` are those who could be."""

    def __init__(self, sentence: str, typed: str, near: Sequence[TeacherOfGrid]) -> None:
        super().__init__(sentence)
        self.sentence, self.typed, self.near = sentence, typed, tuple(near)


def teachers_meant(text: str, teachers: Sequence[TeacherOfGrid]) -> tuple[UUID, ...]:
    """The teachers of `Lan; Minh`, sorted by id as courses keep them. Raises UnclearTeacher."""
    pieces = filter(None, (piece.strip() for piece in _SEPARATORS.split(text)))
    return tuple(sorted({_one(piece, teachers).staff_id for piece in pieces}))


def _one(piece: str, teachers: Sequence[TeacherOfGrid]) -> TeacherOfGrid:
    meant = matching(piece, teachers)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UnclearTeacher(
            f"Không có ai tên {piece} trong danh sách cán bộ. Gõ lại, hoặc thêm ở trang Cán bộ.",
            piece, (),
        )  # fmt: skip
    names = ", ".join(f"{t.full_name} ({t.account})" for t in meant[:3])
    raise UnclearTeacher(f"{piece} có thể là {len(meant)} người: {names}.", piece, meant)


def matching(piece: str, teachers: Sequence[TeacherOfGrid]) -> list[TeacherOfGrid]:
    """By account, then by whole name, then by the last words, then by the first letters."""
    wanted = _TITLE.sub("", fold(piece))
    if not wanted:
        return []
    words = wanted.split()

    def last_words(teacher: TeacherOfGrid) -> bool:
        return fold(teacher.full_name).split()[-len(words) :] == words

    for meets in (
        lambda t: fold(t.account) == wanted,
        lambda t: fold(t.full_name) == wanted,
        last_words,
        lambda t: _begins(fold(t.full_name).split(), words),
    ):
        if found := [t for t in teachers if meets(t)]:
            return found
    return []


def _begins(name: list[str], words: list[str]) -> bool:
    """`ng l` and `thi la` for Nguyễn Thị Lan: words of the name begin so, in their order."""
    rest = iter(name)
    return all(any(part.startswith(word) for part in rest) for word in words)


def short_names(teachers: Sequence[TeacherOfGrid]) -> dict[UUID, str]:
    """The last two words of each name; N. Thành Minh where they are somebody else's too."""
    names = [t.full_name.split() for t in teachers]
    ways = (
        lambda words: " ".join(words[-2:]),
        lambda words: f"{words[0][0]}. {' '.join(words[-2:])}",
        " ".join,
    )
    short: dict[UUID, str] = {}
    for way in ways:
        told = Counter(way(words) for words in names)
        for teacher, words in zip(teachers, names, strict=True):
            if told[way(words)] == 1:
                short.setdefault(teacher.staff_id, way(words))
    return {t.staff_id: short.get(t.staff_id, t.full_name) for t in teachers}
