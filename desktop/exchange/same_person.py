"""Knows when two writings are one name, and which known pupil a line of a file means."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from desktop.commands.pupil import Pupil
from desktop.queries.known_pupils import ExistingPupil
from desktop.rules.names import TONES, fold, tidy_name

_LONGEST: Final = 12
_TONES: Final = frozenset(TONES[1:])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says about who it is; empty where it says nothing."""

    name: str
    birth: date | None = None
    code: str = ""
    moet_id: str = ""


class How(Enum):
    """How a line was matched."""

    NOBODY = auto()
    IDENTIFIER = auto()
    NAME = auto()
    OTHER_NAME = auto()  # the identifier is that of somebody with a wholly different name
    OTHER_CODE = auto()  # name and birth date are somebody's whose identifier differs
    TWO_PUPILS = auto()  # code and ministry's identifier point at two pupils
    SEVERAL = auto()  # several pupils of this name, nothing tells them apart


@dataclass(frozen=True, slots=True)
class Match:
    how: How
    pupils: tuple[ExistingPupil, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """All known pupils, by identifier and by name."""

    by_code: Mapping[str, ExistingPupil]
    by_moet_id: Mapping[str, ExistingPupil]
    by_name: Mapping[str, Sequence[ExistingPupil]]


def directory(existing: Iterable[ExistingPupil], class_name: str) -> Directory:
    """Of a pupil's several enrolments the one in this class counts, else the one that runs."""
    in_order = sorted(
        existing, key=lambda k: (same_class(k.class_name, class_name), k.pupil.left_on is None)
    )
    by_code: dict[str, ExistingPupil] = {}
    by_moet_id: dict[str, ExistingPupil] = {}
    by_name: dict[str, list[ExistingPupil]] = defaultdict(list)
    for known in in_order:
        if known.pupil.code:
            by_code[known.pupil.code] = known
        if known.pupil.moet_id:
            by_moet_id[known.pupil.moet_id] = known
        by_name[fold(known.pupil.full_name)].append(known)
    return Directory(by_code, by_moet_id, by_name)


def find(wanted: Wanted, known: Directory, class_name: str) -> Match:
    """The pupil of a line: by identifier first, then by name with birth date."""
    hits = [
        hit
        for hit in (known.by_moet_id.get(wanted.moet_id), known.by_code.get(wanted.code))
        if hit is not None
    ]
    if len({hit.student_id for hit in hits}) > 1:
        return Match(How.TWO_PUPILS, tuple(hits))
    if hits:
        born_alike = wanted.birth in {None, hits[0].pupil.birth_date}
        akin = names_akin(wanted.name, hits[0].pupil.full_name, born_alike=born_alike)
        return Match(How.IDENTIFIER if akin else How.OTHER_NAME, (hits[0],))
    return _by_name(wanted, known.by_name.get(fold(wanted.name), ()), class_name)


def known_with_zeros(digits: str, name: str, owners: Mapping[str, ExistingPupil]) -> str | None:
    """The identifier of the same person that has lost the zeros at its beginning."""
    if not digits.isdecimal():
        return None
    widths = (digits.zfill(length) for length in range(len(digits), _LONGEST + 1))
    whole = next((text for text in widths if text in owners), None)
    return whole if whole and same_name(owners[whole].pupil.full_name, name) else None


def compatible(wanted: Wanted, pupil: Pupil) -> bool:
    """Whether no identifier of one contradicts that of the other."""
    pairs = ((wanted.code, pupil.code), (wanted.moet_id, pupil.moet_id))
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def same_class(one: str, other: str) -> bool:
    """6A and 6 a are one class; nothing is no class."""
    return bool(one) and _class_key(one) == _class_key(other)


def same_name(one: str, other: str) -> bool:
    """One name, whatever its capitals and wherever the tone mark was put (Hoà, Hòa)."""
    return _name_letters(one) == _name_letters(other)


def names_akin(one: str, other: str, *, born_alike: bool) -> bool:
    """Whether a name may be a correction of another of the same identifier.

    Most of the longer one's words are shared, and the given name or the birth date is the same.
    """
    mine, theirs = fold(one).split(), fold(other).split()
    if not mine or mine == theirs:
        return True
    shared = sum(min(mine.count(word), theirs.count(word)) for word in set(mine))
    return 2 * shared > max(len(mine), len(theirs)) and (born_alike or mine[-1] == theirs[-1])


def _by_name(wanted: Wanted, namesakes: Sequence[ExistingPupil], class_name: str) -> Match:
    here = [k for k in namesakes if same_class(k.class_name, class_name)]
    if wanted.birth is not None:
        born_so = [k for k in namesakes if k.pupil.birth_date == wanted.birth]
        fitting = [k for k in born_so if compatible(wanted, k.pupil)]
        first = [k for k in fitting if k in here] or fitting
        if first:
            return Match(How.NAME, (first[0],))
        if born_so:
            return Match(How.OTHER_CODE, (born_so[0],))
        here = [k for k in here if k.pupil.birth_date is None]
    fitting = [k for k in here if compatible(wanted, k.pupil)]
    if len(fitting) > 1:
        return Match(How.SEVERAL, tuple(fitting))
    return Match(How.NAME, tuple(fitting)) if fitting else Match(How.NOBODY)


@lru_cache(maxsize=4_096)
def _class_key(name: str) -> str:
    return fold(name).replace(" ", "")


@lru_cache(maxsize=16_384)
def _name_letters(name: str) -> str:
    words = []
    for word in unicodedata.normalize("NFD", tidy_name(name).casefold()).split():
        letters = "".join(c for c in word if c not in _TONES)
        words.append(letters + "".join(c for c in word if c in _TONES))
    return " ".join(words)
