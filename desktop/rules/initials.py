"""Knows how a pupil is named in few keys: by number, initials or a part of the name (T-18)."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final
from unicodedata import normalize

from desktop.rules.names import fold, nfc

_TONES: Final = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_HOOKS: Final = {"\u0302": "", "\u0306": "w", "\u031b": "w"}
"""Of Telex: a circumflex doubles its vowel, a breve or a horn is a w."""
_MOST_SPELLINGS: Final = 64


def initials(full_name: str) -> str:
    """`nhd` of Nguyễn Hoài Dung."""
    return "".join(word[0] for word in fold(nfc(full_name)).split())


def is_number(typed: str) -> bool:
    """Whether a number of the class list is meant."""
    return typed.strip().isdecimal()


@lru_cache(maxsize=256)
def spellings(typed: str) -> tuple[str, ...]:
    """The keys that may have been pressed for a text.

    An input method makes `á` of the initials a s, and `đ` of d d: both the letter without its
    signs and the keys of Telex are looked for.
    """
    known = dict.fromkeys([fold(nfc(typed))])
    options = [tuple(_keys(letter)) for letter in nfc(typed).casefold().strip()]
    for pieces in islice(product(*options), _MOST_SPELLINGS):
        bare = "".join(piece for piece, _ in pieces)
        late = "".join(tone for _, tone in pieces)
        at_once = "".join(piece + tone for piece, tone in pieces)
        known.update(dict.fromkeys([bare, bare + late, at_once]))
    return tuple(" ".join(one.split()) for one in known if one)


def _keys(letter: str) -> Iterator[tuple[str, str]]:
    """The keys of a letter, and the one of its tone."""
    if letter == "đ":
        yield "d", ""
        yield "dd", ""
        return
    base, signs = normalize("NFD", letter)[:1], normalize("NFD", letter)[1:]
    tone = next((_TONES[sign] for sign in signs if sign in _TONES), "")
    hooks = [_HOOKS[sign] or base for sign in signs if sign in _HOOKS]
    yield base, tone
    if hooks:
        yield base + hooks[0], tone
    if tone:
        yield base, ""


_EXACT, _END, _START, _GIVEN, _WORD = range(5)
NO_MATCH: Final = 9


def how_well(full_name: str, typed: str) -> int:
    """How well a name fits what was typed, the best first; NO_MATCH where it does not.

    All initials; the last ones (`hd`: Hoài Dung); the first ones; the given name; any word.
    """
    return min((_fits(full_name, keys) for keys in spellings(typed)), default=NO_MATCH)


def _fits(full_name: str, keys: str) -> int:
    short, whole = initials(full_name), fold(nfc(full_name))
    words = whole.split()
    if keys == short:
        return _EXACT
    if len(keys) > 1 and short.endswith(keys):
        return _END
    if short.startswith(keys):
        return _START
    if words and words[-1].startswith(keys):
        return _GIVEN
    return _WORD if f" {whole}".find(f" {keys}") >= 0 else NO_MATCH
