"""Scans and photographs of a school's folder: `files/<sha256>`, sealed under the file's key.

The name is the SHA-256 of the plain bytes, so that one scan is kept once; what is read back is
held against it. Rows name files, files know no rows: what no row names any more is dropped.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.durable import write_durably
from desktop.rules.papers import FileKind, sniff, unfit_file
from desktop.store.trouble import Trouble, in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

FOLDER: Final = "files"
_NONCE: Final = 12
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_PURPOSE: Final = b"so truong: files beside the database"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the folder now; `sha256` in hex, `size` of the plain bytes."""

    sha256: str
    kind: FileKind
    size: int


class UnfitFile(Trouble):
    """Too large, or of a kind that is not kept; nothing was written."""


class FileNotHere(Trouble):
    """A row names a file that does not lie on this computer."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp đính kèm này chưa có trên máy. Thông tin trong sổ vẫn đủ; nối với máy chủ của "
            "trường để tải tệp về, hoặc tìm bản giấy."
        )


class FileDamaged(Trouble):
    """The bytes on the disk are not those that were kept."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp đính kèm này đã bị hỏng trên ổ đĩa nên chưa mở được. Thông tin trong sổ vẫn đủ; "
            "khôi phục từ bản sao lưu, hoặc quét lại bản giấy rồi đính kèm."
        )


def keep_file(
    folder: Path, file_key: bytes, content: bytes, name: str, *, images_only: bool = False
) -> KeptFile:
    """Put a file into the folder; `name` is what the person calls it.

    Raises UnfitFile (size, kind), DiskFull, ReadOnlyFolder.
    """
    unfit = unfit_file(name, content, images_only=images_only)
    kind = sniff(content)
    if unfit or kind is None:
        raise UnfitFile(unfit)
    digest = sha256(content).hexdigest()
    path = _path(folder, digest)
    if not path.exists():
        nonce = os.urandom(_NONCE)
        sealed = nonce + _cipher(file_key).encrypt(nonce, content, digest.encode())
        with in_words(path):
            path.parent.mkdir(exist_ok=True)
            write_durably(path, sealed, private=True)
    return KeptFile(digest, kind, len(content))


def read_file(folder: Path, file_key: bytes, name: str) -> bytes:
    """The plain bytes of a file by its SHA-256. Raises FileNotHere, FileDamaged."""
    path = _path(folder, name)
    try:
        with in_words(path):
            sealed = path.read_bytes()
    except FileNotFoundError:
        raise FileNotHere from None
    try:
        content = _cipher(file_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
    except (InvalidTag, ValueError) as altered:
        raise FileDamaged from altered
    if sha256(content).hexdigest() != name:
        raise FileDamaged
    return content


def holds_file(folder: Path, name: str) -> bool:
    """Whether the file lies on this computer."""
    return _path(folder, name).is_file()


def kept_files(folder: Path) -> Iterator[Path]:
    """The files as they lie on the disk, sealed, in the order of their names."""
    place = folder / FOLDER
    if place.is_dir():
        yield from sorted(path for path in place.iterdir() if _NAME.fullmatch(path.name))


def drop_unnamed(folder: Path, named: Collection[str]) -> int:
    """Delete the files that no row names any more; returns how many went."""
    gone = [path for path in kept_files(folder) if path.name not in named]
    for path in gone:
        with in_words(path):
            path.unlink(missing_ok=True)
    return len(gone)


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FileNotHere
    return folder / FOLDER / name


def _cipher(file_key: bytes) -> AESGCM:
    """Under a key of their own: what seals the database seals nothing else."""
    derived = HKDF(SHA256(), 32, None, _PURPOSE).derive(file_key)
    return AESGCM(derived)
