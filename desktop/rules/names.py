"""Knows Vietnamese names: their Unicode form, parts and order, and how they are searched."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

# f, j, w and z, in names of minorities and foreigners, stand where the Latin alphabet has them.
ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""ngang, huyền, hỏi, ngã, sắc, nặng, as combining marks, in the order of a class list (B-2)."""

_KEPT_MARKS: Final = frozenset("\u0302\u0306\u031b")  # circumflex, breve, horn make other letters
_INVISIBLE: Final = dict.fromkeys(map(ord, "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_APOSTROPHES: Final = frozenset("'’‘ʼ`´")
_WORD_START = re.compile(r"(?:^|(?<=[\s\-'’]))[^\W\d_]")


class NameKey(NamedTuple):
    """Sorts by given name, then family and middle names; within each, tones decide last (B-2)."""

    given: str
    given_tones: str
    rest: str
    rest_tones: str


def nfc(text: str) -> str:
    """Text as it is kept everywhere: composed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Without tones and hooks, đ as d, small letters, single spaces: for search and comparison."""
    return " ".join(text.translate(_FOLDED).split())


@lru_cache(maxsize=16_384)
def name_key(full_name: str) -> NameKey:
    """The sort key of a class list (B-2); needs no locale of the computer."""
    family, given = split_name(full_name)
    return NameKey(
        given.translate(_ORDER),
        _tones(given),
        family.translate(_ORDER),
        _tones(family),
    )


def split_name(full_name: str) -> tuple[str, str]:
    """Family with middle names, and the given name (the last word)."""
    words = nfc(full_name).split()
    return " ".join(words[:-1]), words[-1] if words else ""


def join_name(family_and_middle: str, given: str) -> str:
    """The whole name from the two columns that many lists have."""
    return tidy_name(f"{family_and_middle} {given}")


def tidy_name(text: str) -> str:
    """The same name composed, without stray spaces and invisible characters; case is kept."""
    return " ".join(nfc(text).translate(_INVISIBLE).split())


def is_all_caps(text: str) -> bool:
    """NGUYỄN VĂN AN; a single letter proves nothing."""
    return text.isupper() and sum(c.isalpha() for c in text) > 1


def title_name(text: str) -> str:
    """Nguyễn Văn An out of NGUYỄN VĂN AN or nguyễn văn an; also after hyphen and apostrophe."""
    return _WORD_START.sub(lambda found: found[0].upper(), nfc(text).lower())


@lru_cache(maxsize=16_384)
def search_key(full_name: str) -> str:
    """What `found_by` looks into: the folded words, each with a space before it."""
    return f" {fold(full_name)}"


def search_words(query: str) -> tuple[str, ...]:
    """The words of a query, prepared once for many calls of `found_by`."""
    return tuple(f" {word}" for word in fold(query).split())


def found_by(words: tuple[str, ...], key: str) -> bool:
    """Whether every word of the query begins some word of the name: `ng duc`, `duc nguyen`."""
    return all(word in key for word in words)


class _PerCharacter(dict[int, str]):
    """A table for str.translate that works a character out when it is first met."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, code: int) -> str:
        made = self[code] = self.make(chr(code))
        return made


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    plain = unicodedata.normalize("NFKD", character.casefold()).casefold()
    return "".join("d" if c == "đ" else c for c in plain if not unicodedata.combining(c))


def _order_character(character: str) -> str:
    """A letter as its place in the alphabet; digits before letters; marks of tone do not count."""
    if character.isspace():
        return " "
    if character in _APOSTROPHES or character == "-":
        return ""
    letter, _tone = _letter_and_tone(character)
    return "".join(_place(c) for c in letter)


def _tone_character(character: str) -> str:
    _letter, tone = _letter_and_tone(character)
    return str(tone) if tone else ""


def _letter_and_tone(character: str) -> tuple[str, int]:
    """ế → (ê, 4). A bare combining mark gives no letter."""
    letter = ""
    tone = 0
    for part in unicodedata.normalize("NFD", character.lower()):
        if part in TONES:
            tone = TONES.index(part)
        elif part in _KEPT_MARKS or not unicodedata.combining(part):
            letter += part
    return unicodedata.normalize("NFC", letter), tone


def _place(letter: str) -> str:
    at = ALPHABET.find(letter)
    if at >= 0:
        return chr(ord("A") + at)
    plain = _FOLDED[ord(letter)]
    return plain if plain.isdigit() else chr(ord("A") + len(ALPHABET)) + letter


def _tones(words: str) -> str:
    """One digit a syllable, wherever the mark was put: Hoà and Hòa are the same."""
    return "".join(word.translate(_TONES)[:1] or "0" for word in words.split())


_FOLDED: Final = _PerCharacter(_fold_character)
_ORDER: Final = _PerCharacter(_order_character)
_TONES: Final = _PerCharacter(_tone_character)
