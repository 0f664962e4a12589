"""What kind of file some bytes are: told from the bytes themselves, never from a name."""

from enum import StrEnum
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from desktop.rules import papers
from desktop.rules.papers import FileKind

ENOUGH: Final = 12  # bytes from which the beginning can be told
_ZIP: Final = b"PK\x03\x04"
_MACROS: Final = "vbaproject.bin"


class BlobKind(StrEnum):
    """The kinds of files that the school keeps: a closed list."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    XLSX = "xlsx"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        """Its name on the wire."""
        return MEDIA_TYPES[self]


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Final = {
    **{BlobKind(kind.value): kind.media_type for kind in FileKind},
    BlobKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    BlobKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
}
KIND_OF: Final = {media: kind for kind, media in MEDIA_TYPES.items()}
_MEMBERS: Final = {BlobKind.XLSX: "xl/workbook.xml", BlobKind.DOCX: "word/document.xml"}


def begins_as(kind: BlobKind, first: bytes) -> bool:
    """Whether a file that begins so can be of that kind; `first` are at least ENOUGH bytes."""
    if kind in _MEMBERS:
        return first.startswith(_ZIP)
    return _by_beginning(first) is kind


def sniff(content: bytes) -> BlobKind | None:
    """The kind of a whole file; None when it is none that is kept."""
    return _by_members(content) if content.startswith(_ZIP) else _by_beginning(content)


def _by_beginning(first: bytes) -> BlobKind | None:
    found = papers.sniff(first)
    return None if found is None else BlobKind(found.value)


def _by_members(content: bytes) -> BlobKind | None:
    """Reads the list of members only, and no file with macros is kept."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = {name.lower() for name in archive.namelist()}
    except (BadZipFile, ValueError, OSError):
        return None
    if "[content_types].xml" not in members or any(m.endswith(_MACROS) for m in members):
        return None
    found = [kind for kind, member in _MEMBERS.items() if member in members]
    return found[0] if len(found) == 1 else None
