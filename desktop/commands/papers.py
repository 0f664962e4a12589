"""Photographs and scanned papers of pupils: the files lie apart, the rows name them."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import date
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, NamedFile, Refused, require
from desktop.commands.enrolled import require_pupil
from desktop.models.profile import Paper, StudentPhoto
from desktop.rules.names import nfc
from desktop.rules.papers import MOST_BYTES, FileKind, sniff
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience

MOST_SMALL: Final = 8 * 1024
"""Bytes of the small photograph: 2,000 of them take 16 MB of a principal's file at most."""
_HEX: Final = re.compile(r"[0-9a-f]{64}")
_ABOUT: Final = frozenset({"profile", "policy", "transfer", "consent"})


class PaperFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """A scan by its SHA-256 (hex), with the kind sniffed from its bytes and its size."""

    title: str
    sha256: str
    kind: FileKind
    size: int


class KeepPhoto(Command, frozen=True, tag="keep_photo"):
    """Put a pupil's photograph in the place of the one before.

    `small` is a JPEG of at most 8 kB as base64; the whole one is the file `sha256`.
    """

    TITLE: ClassVar[str] = "Thay ảnh học sinh"
    class_id: UUID
    student_id: UUID
    sha256: str
    size: int
    small: str
    taken_on: date | None = None

    def files(self) -> tuple[NamedFile, ...]:
        """The whole photograph."""
        care = audience(AudienceKind.CARE, self.class_id)
        return (NamedFile(self.sha256, FileKind.JPEG.value, self.size, care),)

    def check(self, books: Books, by: Person) -> None:
        """The right, a JPEG, and a small one that is small."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CARE_EDIT, Place(class_id=self.class_id))
        _require_file(self.sha256, self.size)
        if not _is_small_jpeg(self.small):
            raise Refused(
                Code.INVALID, "Ảnh thu nhỏ chưa đúng dạng nên chưa thay ảnh. Chọn lại tệp ảnh."
            )

    def apply(self, books: Books, by: Person) -> None:
        """One photograph a pupil."""
        where = require_pupil(books, self.class_id, self.student_id)
        row = books.session.get(StudentPhoto, self.student_id)
        if row is None:
            row = StudentPhoto(
                student_id=self.student_id, sha256="", small="", kept_by=by.staff_id,
                kept_at=books.at, audience=where.care,
            )  # fmt: skip
            books.session.add(row)
        row.sha256, row.small, row.taken_on = self.sha256, self.small, self.taken_on
        row.kept_by, row.kept_at = by.staff_id, books.at


class RemovePhoto(Command, frozen=True, tag="remove_photo"):
    """Take a photograph away; the file goes when nothing names it any more."""

    TITLE: ClassVar[str] = "Bỏ ảnh học sinh"
    class_id: UUID
    student_id: UUID

    def check(self, books: Books, by: Person) -> None:
        """The right."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CARE_EDIT, Place(class_id=self.class_id))

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Delete the row, if there is one."""
        row = books.session.get(StudentPhoto, self.student_id)
        if row is not None:
            books.session.delete(row)


class KeepPaper(Command, frozen=True, tag="keep_paper"):
    """Attach a scan to a pupil: to the profile, a policy group, a transfer or a consent."""

    TITLE: ClassVar[str] = "Đính kèm giấy tờ"
    class_id: UUID
    student_id: UUID
    paper: PaperFacts
    about: str = "profile"
    about_id: UUID | None = None

    def row_id(self, own_id: UUID) -> UUID:
        """The id that the paper gets."""
        return derived_id(own_id, "paper")

    def files(self) -> tuple[NamedFile, ...]:
        """The scan."""
        return named_files((self.paper,), self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, a title, and a file of a kind that is kept."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CARE_EDIT, Place(class_id=self.class_id))
        if self.about not in _ABOUT:
            raise Refused(Code.INVALID, "Chưa rõ giấy tờ này thuộc mục nào. Chọn mục rồi lưu.")
        require_papers((self.paper,))

    def apply(self, books: Books, by: Person) -> None:
        """Add the row."""
        of = self.row_id(books.command_id), self.student_id, self.class_id
        books.session.add(_row(books, by, of, self.paper, (self.about, self.about_id)))

    def inverse(self, own_id: UUID) -> "RemovePaper":
        """Without the scan."""
        return RemovePaper(
            class_id=self.class_id, student_id=self.student_id, paper_id=self.row_id(own_id)
        )


class RemovePaper(Command, frozen=True, tag="remove_paper"):
    """Take out a scan that was attached by mistake."""

    TITLE: ClassVar[str] = "Bỏ giấy tờ đính kèm nhầm"
    class_id: UUID
    student_id: UUID
    paper_id: UUID

    def check(self, books: Books, by: Person) -> None:
        """The right, and a paper of this pupil."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CARE_EDIT, Place(class_id=self.class_id))
        row = books.session.get(Paper, self.paper_id)
        if row is None or row.student_id != self.student_id:
            raise Refused(Code.MISSING, "Giấy tờ này không còn trong hồ sơ. Mở lại hồ sơ để xem.")

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Delete the row; the file goes when nothing names it any more."""
        books.session.delete(books.session.get_one(Paper, self.paper_id))


def named_files(papers: tuple[PaperFacts, ...], class_id: UUID) -> tuple[NamedFile, ...]:
    """The scans as files of the class's care."""
    care = audience(AudienceKind.CARE, class_id)
    return tuple(NamedFile(p.sha256, p.kind.value, p.size, care) for p in papers)


def require_papers(papers: tuple[PaperFacts, ...]) -> None:
    """Refuse scans without a title, or of no plausible name and size."""
    for paper in papers:
        _require_file(paper.sha256, paper.size)
        if not paper.title.strip():
            raise Refused(Code.INVALID, "Giấy tờ nào cũng cần tên. Ghi tên giấy tờ rồi lưu.")


def add_papers(
    books: Books, by: Person, pupil: tuple[UUID, UUID], papers: tuple[PaperFacts, ...],
    about: tuple[str, UUID],
) -> None:  # fmt: skip
    """Attach scans to what the command itself makes; `pupil` is the pupil's id and the class's."""
    for number, paper in enumerate(papers):
        of = books.derive(f"paper/{number}"), *pupil
        books.session.add(_row(books, by, of, paper, about))


def _row(
    books: Books, by: Person, of: tuple[UUID, UUID, UUID], paper: PaperFacts,
    about: tuple[str, UUID | None],
) -> Paper:  # fmt: skip
    row_id, student_id, class_id = of
    return Paper(
        id=row_id, student_id=student_id, about=about[0], about_id=about[1],
        title=nfc(paper.title.strip()), sha256=paper.sha256, kind=paper.kind.value,
        size=paper.size, kept_by=by.staff_id, kept_at=books.at,
        audience=audience(AudienceKind.CARE, class_id),
    )  # fmt: skip


def _require_file(sha256: str, size: int) -> None:
    if not _HEX.fullmatch(sha256) or size <= 0:
        raise Refused(Code.INVALID, "Tệp đính kèm chưa được giữ trọn vẹn. Chọn lại tệp rồi lưu.")
    if size > MOST_BYTES:
        raise Refused(
            Code.INVALID, "Tệp nặng hơn 10 MB nên chưa được nhận. Chọn tệp nhẹ hơn rồi lưu."
        )


def _is_small_jpeg(small: str) -> bool:
    try:
        content = b64decode(small, validate=True)
    except NotBase64:
        return False
    return len(content) <= MOST_SMALL and sniff(content) is FileKind.JPEG
