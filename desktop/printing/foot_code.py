"""Makes the foot code: a fingerprint of what is printed, short as text and as a QR symbol."""

import base64
import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

SYMBOL_PREFIX: Final = "ST1:"
_SHORT_BYTES: Final = 10
_VERSION: Final = 1  # 21 × 21 modules: holds the prefix and 16 signs with correction level M
_MASK: Final = 3  # any mask can be read; trying all eight takes ten times as long


def fingerprint(content: Sequence[Any]) -> str:
    """SHA-256 over what is drawn: nested tuples of texts, numbers and booleans."""
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def short_code(whole: str) -> str:
    """Sixteen signs of a fingerprint, that a person can compare and type."""
    return base64.b32encode(bytes.fromhex(whole)[:_SHORT_BYTES]).decode("ascii")


@lru_cache(maxsize=4096)
def symbol(text: str) -> list[list[bool]]:
    """The QR symbol as rows of modules, True where it is dark."""
    code = QRCode(_VERSION, QRErrorCorrectLevel.M)
    code.addData(text)
    code.makeImpl(False, _MASK)  # noqa: FBT003 - the encoder's own signature
    return [[bool(dark) for dark in row] for row in code.modules]
