"""All bytes of a file and its log as they lie under the encryption, also what nobody reads."""

import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE: Final = 4096
_TAIL: Final = 80  # of each page: the initial vector and the seal
_VECTOR: Final = 16
_DEFLATED: Final = zlib.compress(b"")[:2]
_LOG_HEAD, _FRAME_HEAD = 32, 24


def plain_bytes(path: Path, key: bytes) -> bytes:
    """Every page of the database and of its log, decrypted with the raw key."""
    content = path.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    plain = [_page(page, key, first=not at) for at, page in enumerate(pages)]
    log = path.with_name(path.name + "-wal")
    frames = log.read_bytes()[_LOG_HEAD:] if log.exists() else b""
    step = _FRAME_HEAD + PAGE
    for at in range(0, len(frames) - step + 1, step):
        number = int.from_bytes(frames[at : at + 4], "big")
        plain.append(_page(frames[at + _FRAME_HEAD : at + step], key, first=number == 1))
    return b"".join(plain)


def unpacked(plain: bytes) -> bytes:
    """Whatever in these bytes is a deflated text, as long as a command's payload at most."""
    found, at = [], plain.find(_DEFLATED)
    while at >= 0:
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(plain[at : at + PAGE], PAGE))
        at = plain.find(_DEFLATED, at + 1)
    return b"".join(found)


def _page(page: bytes, key: bytes, *, first: bool) -> bytes:
    start = 16 if first else 0  # the first page begins with the salt
    vector = page[PAGE - _TAIL : PAGE - _TAIL + _VECTOR]
    reader = Cipher(AES(key), CBC(vector)).decryptor()
    return reader.update(page[start : PAGE - _TAIL]) + reader.finalize()
