"""The connection code, printed by the office: with it a computer finds the school's server.

Address, school and the certificate's fingerprint as text in groups of six, the last sign of each
a check of the group and its place, and over all a sum of two bytes. The signs look like no other
and stand as they are under Vietnamese input methods: no vowel, d or w, nothing that follows one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import AddressValueError, IPv4Address
from typing import Final, NoReturn

from desktop.rules.trouble import Trouble

SIGNS: Final = "23456789CFGHJKLMNPQRTVX"  # 23: a prime, so the check finds each slip of one sign
FINGERPRINT_SIZE: Final = 16  # the first 128 bits of the certificate's SHA-256
SYMBOL_PREFIX: Final = "SOTRUONG:"
GROUP: Final = 6
DEFAULT_PORT: Final = 8743

_READ_AS: Final = str.maketrans({"1": "L", "I": "L", "Z": "2", "S": "5", "B": "8", "U": "V"})
_LETTERS: Final = " abcdefghijklmnopqrstuvwxyz0123456789-.:"  # 40: three in two bytes; blanks fill
_LONGEST: Final = 120
_MANY: Final = 4  # groups with a slip: somebody has pasted something else
_BETWEEN: Final = re.compile(r"[\s\-–—.,·_]+")

_VERSION: Final = 1 << 4
_HAS_IP: Final = 1
_HAS_PORT: Final = 2
_HAS_FINGERPRINT: Final = 4


class CodeUnread(Trouble):
    """A text that is no connection code; `groups` are those with a slip, counted from 1."""

    def __init__(self, sentence: str, groups: tuple[int, ...] = ()) -> None:
        super().__init__(sentence)
        self.groups = groups


@dataclass(frozen=True, slots=True)
class ConnectionCode:
    """Where a school's server is (`host:port`), which school, and how its certificate begins.

    Without a fingerprint the certificate is one that every computer trusts by itself.
    """

    address: str
    school_code: str
    fingerprint: bytes | None = None

    def trusts(self, fingerprint: bytes) -> bool:
        """Whether a certificate of that whole SHA-256 is the one that is meant, by its print."""
        return self.fingerprint == fingerprint[:FINGERPRINT_SIZE]


def connection_code(
    address: str, school_code: str, fingerprint: bytes | None = None
) -> ConnectionCode:
    """Of a whole fingerprint the code carries the beginning."""
    pinned = None if fingerprint is None else fingerprint[:FINGERPRINT_SIZE]
    host, port = _split(address)
    return ConnectionCode(_joined(host.casefold(), port), school_code.casefold(), pinned)


def show_code(code: ConnectionCode) -> str:
    """The text to print and to type, its groups apart."""
    return " ".join(_groups(_pack(code)))


def symbol_text(code: ConnectionCode) -> str:
    """The same as a QR symbol holds it."""
    return SYMBOL_PREFIX + "".join(_groups(_pack(code)))


def read_code(text: str) -> ConnectionCode:
    """A code that was typed, pasted or scanned; raises CodeUnread with a sentence."""
    signs = _signs(text)
    if not signs:
        raise CodeUnread("Chưa có mã kết nối. Gõ hoặc dán mã mà văn phòng nhà trường đã in.")
    groups = [signs[at : at + GROUP] for at in range(0, len(signs), GROUP)]
    wrong = tuple(at for at, group in enumerate(groups, 1) if not _is_whole(at, group))
    if wrong:
        raise CodeUnread(_slip(wrong, groups), wrong)
    return _unpack("".join(group[:-1] for group in groups))


def _slip(wrong: tuple[int, ...], groups: list[str]) -> str:
    if len(wrong) > _MANY:
        return (
            "Đây chưa phải mã kết nối của Sổ Trường. Chưa nối đi đâu cả. "
            "Gõ hoặc dán đúng mã mà văn phòng nhà trường đã in."
        )
    if wrong == (len(groups),) and len(groups[-1]) < GROUP:
        return (
            f"Mã kết nối còn thiếu: nhóm thứ {len(groups)} mới có {len(groups[-1])} kí tự. "
            "Chưa nối đi đâu cả. Gõ tiếp cho đủ mã đã in."
        )
    which = ", ".join(map(str, wrong))
    return (
        f"Mã kết nối có chỗ gõ chưa đúng ở nhóm thứ {which}. Chưa nối đi đâu cả. "
        "So lại nhóm ấy với mã đã in rồi gõ lại."
    )


def _signs(text: str) -> str:
    """The signs alone, look-alikes read as what is meant."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    return plain.removeprefix(SYMBOL_PREFIX).translate(_READ_AS)


def _groups(payload: bytes) -> Iterator[str]:
    """The payload as a number to the base of 23, five signs and a check each."""
    number, signs = int.from_bytes(b"\x01" + payload, "big"), ""
    while number:
        number, rest = divmod(number, len(SIGNS))
        signs = SIGNS[rest] + signs
    width = GROUP - 1
    signs = signs.rjust(-(-len(signs) // width) * width, SIGNS[0])
    for at in range(0, len(signs), width):
        group = signs[at : at + width]
        yield group + _check(at // width + 1, group)


def _check(place: int, group: str) -> str:
    total = place + sum(weight * SIGNS.index(sign) for weight, sign in enumerate(group, 2))
    return SIGNS[total % len(SIGNS)]


def _is_whole(place: int, group: str) -> bool:
    known = len(group) == GROUP and all(sign in SIGNS for sign in group)
    return known and _check(place, group[:-1]) == group[-1]


def _pack(code: ConnectionCode) -> bytes:
    host, port = _split(code.address)
    number = _ip(host)
    form = _VERSION | (_HAS_IP if number else 0) | (_HAS_PORT if port != DEFAULT_PORT else 0)
    form |= _HAS_FINGERPRINT if code.fingerprint is not None else 0
    packed = bytes([form]) + (number or _letters(host))
    if port != DEFAULT_PORT:
        packed += port.to_bytes(2, "big")
    packed += _letters(code.school_code) + (code.fingerprint or b"")
    return packed + _sum(packed)


def _unpack(signs: str) -> ConnectionCode:
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    whole = number.to_bytes((number.bit_length() + 7) // 8, "big")
    payload, total = whole[1:-2], whole[-2:]
    if whole[:1] != b"\x01" or _sum(payload) != total:
        raise CodeUnread(
            "Mã kết nối chưa trọn: thiếu, thừa hoặc lẫn nhóm của mã khác. Chưa nối đi đâu cả. "
            "Gõ lại cả mã, hoặc xin văn phòng in lại."
        )
    form, rest = payload[0], _Reading(payload[1:])
    if form & 0xF0 != _VERSION:
        raise CodeUnread(
            "Mã kết nối này dành cho bản Sổ Trường mới hơn. Chưa nối đi đâu cả. "
            "Cập nhật chương trình rồi nhập lại mã."
        )
    host = str(IPv4Address(rest.take(4))) if form & _HAS_IP else rest.letters()
    port = int.from_bytes(rest.take(2), "big") if form & _HAS_PORT else DEFAULT_PORT
    school = rest.letters()
    fingerprint = rest.take(FINGERPRINT_SIZE) if form & _HAS_FINGERPRINT else None
    return ConnectionCode(_joined(host, port), school, fingerprint)


class _Reading:
    """Takes a payload apart; its sum was right, so it is as it was packed."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        self._at += size
        return taken

    def letters(self) -> str:
        size = self.take(1)[0]
        packed = self.take(2 * -(-size // 3))
        text = ""
        for at in range(0, len(packed), 2):
            number = int.from_bytes(packed[at : at + 2], "big")
            text += "".join(_LETTERS[number // place % 40] for place in (1600, 40, 1))
        return text[:size]


def _letters(text: str) -> bytes:
    if not 0 < len(text) <= _LONGEST or set(text) - set(_LETTERS[1:]):
        _unprintable(text)
    packed = bytes([len(text)])
    for at in range(0, len(text), 3):
        number = 0
        for letter in text[at : at + 3].ljust(3):
            number = number * 40 + _LETTERS.index(letter)
        packed += number.to_bytes(2, "big")
    return packed


def _unprintable(text: str) -> NoReturn:
    raise CodeUnread(
        f"Địa chỉ hoặc mã trường {text} có kí tự không đưa vào mã kết nối được. Chưa in mã nào. "
        "Dùng địa chỉ chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối."
    )


def _sum(payload: bytes) -> bytes:
    return sha256(payload).digest()[:2]


def _ip(host: str) -> bytes:
    try:
        return IPv4Address(host).packed
    except AddressValueError:
        return b""


def _split(address: str) -> tuple[str, int]:
    """Host (of IPv6 without brackets) and port."""
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        port = port.removeprefix(":")
    elif address.count(":") == 1:
        host, _, port = address.partition(":")
    else:
        host, port = address, ""
    if port and not (port.isdecimal() and 0 < int(port) < 1 << 16):
        _unprintable(address)
    return host, int(port or DEFAULT_PORT)


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
