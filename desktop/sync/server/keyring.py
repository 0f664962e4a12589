"""The keys under which columns lie sealed in the database; they are kept in a file outside it.

A sealed value: one byte for the form, four for the number of the key, twelve of nonce, then what
AES-256-GCM makes of the plain bytes, bound to the label and to all that stands in front. A new
key becomes the current one; the old ones stay, for what is sealed already and for backups.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final, NoReturn

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.durable import write_durably
from desktop.rules.trouble import Trouble

_FORMAT: Final = 1
_KEY_SIZE: Final = 32
_FRONT: Final = 5
_NONCE: Final = 12
_TAG: Final = 16
_LOOK_AGAIN: Final = 1.0  # seconds: how late a running server may take a new key for the current


class KeysUnreadable(Trouble):
    """The key file is not there, or is not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp khóa niêm phong {path} không đọc được. Cơ sở dữ liệu vẫn nguyên nhưng phần niêm "
            "phong chưa mở được. Chép lại tệp khóa từ bản sao lưu vào đúng chỗ ấy rồi làm lại."
        )


class KeysThere(Trouble):
    """A key file lies where a new one was to be made; it may be the only one that opens data."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp khóa niêm phong {path} đã có và được giữ nguyên. Chưa tạo khóa nào khác."
        )


class UnknownKey(Trouble):
    """A value was sealed under a key that this file does not hold."""

    def __init__(self, label: str, number: int) -> None:
        super().__init__(
            f"Dữ liệu ở {label} được niêm phong bằng khóa số {number}, tệp khóa của máy chủ này "
            "không có khóa ấy. Dữ liệu vẫn nguyên. Dùng tệp khóa đi cùng cơ sở dữ liệu này."
        )
        self.label, self.number = label, number


class SealBroken(Trouble):
    """A sealed value was altered, cut, or moved here from another column."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"Một giá trị niêm phong ở {label} đã bị thay đổi so với lúc ghi nên không mở. "
            "Các giá trị khác không bị ảnh hưởng. Khôi phục từ bản sao lưu gần nhất."
        )
        self.label = label


class _KeyFile(msgspec.Struct, frozen=True):
    """The file's content; keys in base64 by number."""

    format: int
    current: int
    keys: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Ring:
    """All keys of the file as it was read."""

    current: int
    ciphers: dict[int, AESGCM]


class Keyring:
    """Seals and opens; any number of threads and processes may use one file at once."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises KeysUnreadable."""
        self._path = path
        self._stamp = _stamp(path)
        self._ring = _ring(_read(path))
        self._look_again = monotonic() + _LOOK_AGAIN
        self._looking = Lock()

    @property
    def current(self) -> int:
        """The number of the key under which new values are sealed."""
        return self._ring.current

    @property
    def numbers(self) -> tuple[int, ...]:
        """All keys, the oldest first."""
        return tuple(sorted(self._ring.ciphers))

    @property
    def current_front(self) -> bytes:
        """How every value begins that is sealed under the current key."""
        return _front(self.current)

    def seal(self, label: str, plain: bytes) -> bytes:
        """The plain bytes under the current key."""
        if monotonic() >= self._look_again:
            self._read_again()
        ring = self._ring
        front, nonce = _front(ring.current), os.urandom(_NONCE)
        return (
            front + nonce + ring.ciphers[ring.current].encrypt(nonce, plain, _bound(front, label))
        )

    def open(self, label: str, sealed: bytes) -> bytes:
        """The plain bytes; raises UnknownKey, SealBroken."""
        if len(sealed) < _FRONT + _NONCE + _TAG or sealed[0] != _FORMAT:
            raise SealBroken(label)
        front, number = sealed[:_FRONT], key_number(sealed)
        if number not in self._ring.ciphers:
            self._read_again()  # another process may have added it
        cipher = self._ring.ciphers.get(number)
        if cipher is None:
            raise UnknownKey(label, number)
        nonce, content = sealed[_FRONT : _FRONT + _NONCE], sealed[_FRONT + _NONCE :]
        try:
            return cipher.decrypt(nonce, content, _bound(front, label))
        except InvalidTag as error:
            raise SealBroken(label) from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether the value needs no sealing anew after a rotation."""
        return sealed[:_FRONT] == self.current_front

    def add_key(self) -> int:
        """Add a random key and make it the current one, on the disk first; returns its number."""
        with self._looking:
            before = _read(self._path)
            number = max(before.keys) + 1
            keys = {**before.keys, number: _new_key()}
            _write(self._path, _KeyFile(_FORMAT, number, keys))
            self._stamp, self._ring = _stamp(self._path), _ring(_read(self._path))
        return number

    def _read_again(self) -> None:
        with self._looking:
            self._look_again = monotonic() + _LOOK_AGAIN
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._ring, self._stamp = _ring(_read(self._path)), stamp


def create_keyring(path: Path) -> Keyring:
    """A new file with one random key; raises KeysThere rather than replace one."""
    if path.exists():
        raise KeysThere(path)
    _write(path, _KeyFile(_FORMAT, 1, {1: _new_key()}))
    return Keyring(path)


def key_number(sealed: bytes) -> int:
    """Under which key a value lies."""
    return int.from_bytes(sealed[1:_FRONT], "big")


def _front(number: int) -> bytes:
    return bytes([_FORMAT]) + number.to_bytes(_FRONT - 1, "big")


def _bound(front: bytes, label: str) -> bytes:
    return front + label.encode()


def _new_key() -> str:
    return b64encode(os.urandom(_KEY_SIZE)).decode()


def _read(path: Path) -> _KeyFile:
    try:
        content = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeysUnreadable(path) from error
    if content.format != _FORMAT or content.current not in content.keys:
        _unreadable(path)
    for key in content.keys.values():
        _check(path, key)
    return content


def _check(path: Path, key: str) -> None:
    try:
        size = len(b64decode(key, validate=True))
    except NotBase64:
        size = 0
    if size != _KEY_SIZE:
        _unreadable(path)


def _unreadable(path: Path) -> NoReturn:
    raise KeysUnreadable(path)


def _ring(content: _KeyFile) -> _Ring:
    return _Ring(content.current, {n: AESGCM(b64decode(key)) for n, key in content.keys.items()})


def _write(path: Path, content: _KeyFile) -> None:
    write_durably(path, msgspec.json.format(msgspec.json.encode(content), indent=1), private=True)


def _stamp(path: Path) -> tuple[int, int]:
    """Changes with the file: every writing gives it a new number on the disk or a new instant."""
    try:
        found = path.stat()
    except OSError as error:
        raise KeysUnreadable(path) from error
    return found.st_mtime_ns, found.st_ino
