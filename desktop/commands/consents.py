"""Answers of families to what the school asks, and their withdrawal (D-4, D-9.1)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from desktop.commands.books import Books, derived_id
from desktop.commands.command import Code, Command, NamedFile, Refused, require
from desktop.commands.enrolled import Enrolled, require_pupil
from desktop.commands.papers import PaperFacts, add_papers, named_files, require_papers
from desktop.models.consents import Consent, ConsentProof
from desktop.models.profile import Paper
from desktop.rules.consents import AGE_OF_OWN_RIGHT, GivenBy, Method, Purpose, age_on
from desktop.rules.consents import child_is_asked as is_asked
from desktop.rules.names import nfc
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience


class GiveConsent(Command, frozen=True, tag="give_consent"):
    """Record an answer for one purpose. Nothing has a default: what was said is said here.

    `agreed` False records that the family does not agree. `child_agreed` is None only where the
    child is not asked (under seven, or a purpose that discloses nothing).
    """

    TITLE: ClassVar[str] = "Ghi đồng ý của phụ huynh"
    class_id: UUID
    student_id: UUID
    purpose: Purpose
    agreed: bool
    child_agreed: bool | None
    relation: GivenBy
    given_by: str
    method: Method
    day: date
    expires_on: date | None = None
    note: str = ""
    papers: tuple[PaperFacts, ...] = ()

    def row_id(self, own_id: UUID) -> UUID:
        """The id that the answer gets."""
        return derived_id(own_id, "consent")

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the answer."""
        return named_files(self.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, who answered, days in order, and the child's own say from seven on (D-3)."""
        where = require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CONSENT_RECORD, Place(class_id=self.class_id))
        require_papers(self.papers)
        self._require_giver(where)
        self._require_days(books)
        asked = is_asked(self.purpose, where.student.birth_date, self.day)
        if self.agreed and asked and self.child_agreed is None:
            raise Refused(
                Code.INVALID,
                "Em từ đủ 7 tuổi cần được hỏi ý kiến riêng về việc này. Ghi em đồng ý hay không "
                "đồng ý rồi lưu; phần đã nhập còn nguyên.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Add the answer, its proof and its papers; earlier answers stay as they are."""
        where = require_pupil(books, self.class_id, self.student_id)
        row_id = self.row_id(books.command_id)
        books.session.add(
            Consent(
                id=row_id, student_id=self.student_id, purpose=self.purpose.value,
                agreed=self.agreed, child_agreed=self.child_agreed, day=self.day,
                expires_on=self.expires_on, recorded_at=books.at,
                audience=audience(AudienceKind.CLASS, self.class_id),
            )
        )  # fmt: skip
        books.session.add(
            ConsentProof(
                consent_id=row_id, student_id=self.student_id, relation=self.relation.value,
                given_by=nfc(self.given_by.strip()), method=self.method.value,
                note=nfc(self.note.strip()), recorded_by=by.staff_id, audience=where.care,
            )
        )  # fmt: skip
        pupil = self.student_id, self.class_id
        add_papers(books, by, pupil, self.papers, ("consent", row_id))

    def inverse(self, own_id: UUID) -> "TakeBackConsent":
        """Without the answer."""
        return TakeBackConsent(
            class_id=self.class_id, student_id=self.student_id, consent_id=self.row_id(own_id)
        )

    def _require_giver(self, where: Enrolled) -> None:
        if not self.given_by.strip():
            raise Refused(Code.INVALID, "Chưa ghi ai trả lời. Ghi họ tên người trả lời rồi lưu.")
        age = age_on(where.student.birth_date, self.day)
        if self.relation is GivenBy.SELF and (age is None or age < AGE_OF_OWN_RIGHT):
            raise Refused(
                Code.INVALID,
                f"Em chưa đủ {AGE_OF_OWN_RIGHT} tuổi nên cha, mẹ hoặc người giám hộ trả lời. "
                "Chọn lại người trả lời rồi lưu.",
            )

    def _require_days(self, books: Books) -> None:
        if self.day > books.today:
            raise Refused(Code.INVALID, "Ngày trả lời sau ngày hôm nay. Xem lại ngày rồi lưu.")
        if self.expires_on is not None and self.expires_on < self.day:
            raise Refused(
                Code.INVALID, "Ngày hết hạn trước ngày trả lời. Xem lại hai ngày rồi lưu."
            )


class WithdrawConsent(Command, frozen=True, tag="withdraw_consent"):
    """Record that an agreement was withdrawn, from which day on and by whom."""

    TITLE: ClassVar[str] = "Ghi rút lại đồng ý"
    class_id: UUID
    student_id: UUID
    consent_id: UUID
    day: date
    withdrawn_by: str
    note: str = ""
    papers: tuple[PaperFacts, ...] = ()

    def files(self) -> tuple[NamedFile, ...]:
        """The scans of the withdrawal."""
        return named_files(self.papers, self.class_id)

    def check(self, books: Books, by: Person) -> None:
        """The right, an agreement in force, who withdrew it, and a day not before the answer."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CONSENT_RECORD, Place(class_id=self.class_id))
        require_papers(self.papers)
        row = _consent(books, self.consent_id, self.student_id)
        if row.withdrawn_on is not None:
            raise Refused(
                Code.CONFLICT,
                f"Đồng ý này đã được rút từ ngày {row.withdrawn_on:%d/%m/%Y}. Không cần ghi nữa.",
            )
        if not row.agreed:
            raise Refused(
                Code.INVALID, "Gia đình đã không đồng ý từ đầu nên không có gì để rút lại."
            )
        if not self.withdrawn_by.strip():
            raise Refused(Code.INVALID, "Chưa ghi ai rút lại. Ghi họ tên rồi lưu.")
        if not row.day <= self.day <= books.today:
            raise Refused(
                Code.INVALID,
                f"Ngày rút lại nằm từ ngày trả lời ({row.day:%d/%m/%Y}) đến hôm nay. "
                "Xem lại ngày rồi lưu.",
            )

    def apply(self, books: Books, by: Person) -> None:
        """Mark the agreement as withdrawn; it stays as evidence."""
        _consent(books, self.consent_id, self.student_id).withdrawn_on = self.day
        proof = books.session.get(ConsentProof, self.consent_id)
        if proof is not None:
            proof.withdrawn_by = nfc(self.withdrawn_by.strip())
            proof.withdraw_note = nfc(self.note.strip())
            proof.withdrawal_recorded_by, proof.withdrawal_recorded_at = by.staff_id, books.at
        pupil = self.student_id, self.class_id
        add_papers(books, by, pupil, self.papers, ("consent", self.consent_id))


class TakeBackConsent(Command, frozen=True, tag="take_back_consent"):
    """Take out an answer that was recorded by mistake, such as for another pupil."""

    TITLE: ClassVar[str] = "Xóa đồng ý ghi nhầm"
    class_id: UUID
    student_id: UUID
    consent_id: UUID

    def check(self, books: Books, by: Person) -> None:
        """The right, and an answer of today: an older one is withdrawn, not taken out."""
        require_pupil(books, self.class_id, self.student_id)
        require(books, by, Capability.CONSENT_RECORD, Place(class_id=self.class_id))
        row = _consent(books, self.consent_id, self.student_id)
        if row.withdrawn_on is not None or row.recorded_at < books.at - _A_DAY:
            raise Refused(
                Code.IN_USE,
                "Phần này đã vào sổ hơn một ngày nên được giữ làm bằng chứng. "
                "Nếu gia đình đổi ý, ghi rút lại đồng ý.",
            )

    def apply(self, books: Books, by: Person) -> None:  # noqa: ARG002
        """Delete answer, proof and papers."""
        gone = [
            books.session.get(Consent, self.consent_id),
            books.session.get(ConsentProof, self.consent_id),
            *books.session.scalars(select(Paper).where(Paper.about_id == self.consent_id)),
        ]
        for row in gone:
            if row is not None:
                books.session.delete(row)


_A_DAY = 24 * 60 * 60 * 1_000_000


def _consent(books: Books, consent_id: UUID, student_id: UUID) -> Consent:
    row = books.session.get(Consent, consent_id)
    if row is None or row.student_id != student_id:
        raise Refused(Code.MISSING, "Phần đồng ý này không còn trong sổ. Mở lại danh sách để xem.")
    return row
