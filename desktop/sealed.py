"""A sealed stream: AES-256-GCM in chunks under a passphrase, so that no byte changes unnoticed.

Layout: magic, length of the header (4 bytes), header (JSON), SHA-256 of all that; then chunks,
each as length (4 bytes) and sealed bytes, the last one empty. Every chunk is bound to the
header, to its place and to whether it is the last: none can be left out, added or exchanged.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.rules.trouble import BackupDamaged, NewerFile, NotABackup, WrongPassphrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CHUNK: Final = 1024 * 1024
_MAGIC: Final = b"SO TRUONG BACKUP\n"
_FORMAT: Final = 1
WITH_FILES: Final = 2
"""The format of a stream in which files follow the database: older programs refuse it."""
_TAG: Final = 16
_LONGEST_HEADER: Final = 64 * 1024
_DEAREST_KIB: Final = 1024 * 1024  # no file may ask this computer for more memory than that


class KdfCost(msgspec.Struct, frozen=True):
    """What one guess of a password costs (Argon2id)."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the sealed part, for everybody to read; ``made_at`` in UTC microseconds.

    ``proof`` is nothing, sealed under the key: it tells a wrong passphrase from damage.
    """

    format: int = _FORMAT
    school: str
    made_at: int
    cost: KdfCost
    salt: bytes
    prefix: bytes
    proof: bytes


class Seal:
    """The key of one stream, and what its chunks are bound to."""

    def __init__(self, header: Header, passphrase: str, cipher: AESGCM | None = None) -> None:
        self.header = header
        self.front = _front(header)
        self._bound = hashlib.sha256(self.front).digest()
        self._cipher = cipher or _cipher(passphrase, header.salt, header.cost)

    def close(self, number: int, content: bytes) -> bytes:
        """Chunk ``number`` (from 1) with its length in front; empty content ends the stream."""
        sealed = self._cipher.encrypt(self._nonce(number), content, self._about(number, content))
        return len(sealed).to_bytes(4, "big") + sealed

    def open(self, number: int, sealed: bytes) -> bytes:
        """The content of a chunk; raises InvalidTag."""
        about = self._about(number, sealed[_TAG:])
        return self._cipher.decrypt(self._nonce(number), sealed, about)

    def _nonce(self, number: int) -> bytes:
        return _nonce(self.header, number)

    def _about(self, number: int, content: bytes) -> bytes:
        return self._bound + number.to_bytes(8, "big") + (b"more" if content else b"end")


def new_seal(
    school: str, made_at: int, passphrase: str, cost: KdfCost, form: int = _FORMAT
) -> Seal:
    """A seal under a fresh salt; ``form`` is the stream's format."""
    salt = os.urandom(16)
    cipher = _cipher(passphrase, salt, cost)
    bare = Header(
        format=form, school=school, made_at=made_at, cost=cost, salt=salt,
        prefix=os.urandom(8), proof=b"",
    )  # fmt: skip
    proof = cipher.encrypt(_nonce(bare, 0), b"", salt)
    return Seal(msgspec.structs.replace(bare, proof=proof), passphrase, cipher)


def write_sealed(out: BinaryIO, seal: Seal, content: Iterable[bytes]) -> None:
    """Write header and content; no piece of it empty or longer than ``CHUNK``."""
    out.write(seal.front + hashlib.sha256(seal.front).digest())
    number = 0
    for number, piece in enumerate(content, start=1):
        out.write(seal.close(number, piece))
    out.write(seal.close(number + 1, b""))


def read_header(file: BinaryIO, path: Path) -> Header:
    """The open part of a sealed file; raises NotABackup, BackupDamaged, NewerFile."""
    if file.read(len(_MAGIC)) != _MAGIC:
        raise NotABackup(path)
    size = int.from_bytes(file.read(4), "big")
    if size > _LONGEST_HEADER:
        raise BackupDamaged(path)
    content, digest = file.read(size), file.read(32)
    if hashlib.sha256(_MAGIC + size.to_bytes(4, "big") + content).digest() != digest:
        raise BackupDamaged(path)
    try:
        header = msgspec.json.decode(content, type=Header)
    except msgspec.MsgspecError as error:
        raise NewerFile from error  # whole, but of a form not known here
    if header.format > WITH_FILES or header.cost.memory_kib > _DEAREST_KIB:
        raise NewerFile
    return header


def open_seal(header: Header, passphrase: str) -> Seal:
    """The seal of a header that was read; raises WrongPassphrase."""
    cipher = _cipher(passphrase, header.salt, header.cost)
    try:
        cipher.decrypt(_nonce(header, 0), header.proof, header.salt)
    except InvalidTag as error:
        raise WrongPassphrase from error
    return Seal(header, passphrase, cipher)


def read_sealed(file: BinaryIO, seal: Seal, path: Path) -> Iterator[bytes]:
    """The content piece by piece, to the very end; raises BackupDamaged at the first bad byte."""
    number = 1
    while True:
        size = int.from_bytes(file.read(4), "big")
        if not _TAG <= size <= CHUNK + _TAG:
            raise BackupDamaged(path)
        try:
            piece = seal.open(number, file.read(size))
        except InvalidTag as error:
            raise BackupDamaged(path) from error
        if not piece:
            break
        yield piece
        number += 1
    if file.read(1):
        raise BackupDamaged(path)


def _front(header: Header) -> bytes:
    content = msgspec.json.encode(header)
    return _MAGIC + len(content).to_bytes(4, "big") + content


def _nonce(header: Header, number: int) -> bytes:
    return header.prefix + number.to_bytes(4, "big")


def _cipher(passphrase: str, salt: bytes, cost: KdfCost) -> AESGCM:
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return AESGCM(kdf.derive(unicodedata.normalize("NFC", passphrase).encode()))
