"""Knows which files may be kept as evidence: their kinds, told by their first bytes, and sizes."""

from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
_PDF_WITHIN: Final = 1024  # a PDF may have a little before its mark


class FileKind(StrEnum):
    """The kinds that are kept; nothing else, whatever its name ends in."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"

    @property
    def is_image(self) -> bool:
        return self is not FileKind.PDF

    @property
    def media_type(self) -> str:
        """Its name on the wire."""
        return f"image/{self.value}" if self.is_image else "application/pdf"


def sniff(content: bytes) -> FileKind | None:
    """The kind by the bytes themselves; None for all that is not kept."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return FileKind.PDF
    return None


def too_large(name: str, size: int) -> str:
    """Why a file of so many bytes cannot be kept, "" where it can; asked before it is read."""
    if size <= MOST_BYTES:
        return ""
    return (
        f"Tệp {name} nặng {size / 1024 / 1024:.0f} MB, nhiều nhất là 10 MB nên chưa được nhận. "
        "Chụp hoặc quét lại với độ phân giải thấp hơn rồi chọn lại."
    )


def unfit_file(name: str, content: bytes, *, images_only: bool = False) -> str:
    """Why a file cannot be kept, "" where it can."""
    heavy = too_large(name, len(content))
    if heavy:
        return heavy
    kind = sniff(content)
    if images_only and (kind is None or not kind.is_image):
        return (
            f"Tệp {name} không phải ảnh PNG, JPEG hoặc WebP nên chưa được nhận. Chọn một tệp ảnh."
        )
    if kind is None:
        return (
            f"Tệp {name} không phải PDF, PNG, JPEG hoặc WebP nên chưa được nhận. "
            "Quét lại giấy tờ thành PDF hoặc ảnh rồi chọn lại."
        )
    return ""
