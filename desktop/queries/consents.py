"""The register of what families agreed to, and whether a pupil may be shown on a day (D-9)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.consents import Consent, ConsentProof
from desktop.models.people import Student
from desktop.models.school import SchoolClass
from desktop.queries.courses import CLASS_GONE
from desktop.queries.papers import PaperLine, papers_about, papers_of
from desktop.queries.people import GONE, staff_names
from desktop.queries.pupil_care import class_care
from desktop.queries.pupils import ClassPupil, class_pupils
from desktop.rules.consents import (
    Answer,
    GivenBy,
    Method,
    Purpose,
    Standing,
    child_is_asked,
    standing,
)
from desktop.rules.permissions import Capability, Person, Place, may

_TO_SEE = "Sổ đồng ý của phụ huynh mở cho giáo viên chủ nhiệm, văn phòng và ban giám hiệu."


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One answer with what it is worth today; the proof's fields are empty without the right."""

    consent_id: UUID
    answer: Answer
    standing: Standing
    recorded_at: int
    relation: GivenBy | None = None
    given_by: str = ""
    method: Method | None = None
    note: str = ""
    recorded_by: str = ""
    withdrawn_by: str = ""
    withdraw_note: str = ""
    papers: tuple[PaperLine, ...] = ()

    @property
    def purpose(self) -> Purpose:
        return self.answer.purpose


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A pupil with the last answer for each purpose; none where the family was not asked."""

    pupil: ClassPupil
    answers: Mapping[Purpose, ConsentLine] = field(default_factory=dict)

    def standing(self, purpose: Purpose) -> Standing:
        """What holds for that purpose today."""
        line = self.answers.get(purpose)
        return line.standing if line else Standing.NOT_ASKED


@dataclass(frozen=True, slots=True)
class ConsentRegister:
    """A class's register. `refusal` says why it is empty."""

    class_id: UUID
    refusal: str = ""
    class_name: str = ""
    lines: tuple[RegisterLine, ...] = ()
    may_record: bool = False

    def count(self, purpose: Purpose, standing: Standing) -> int:
        """How many pupils who are there stand so."""
        present = (line for line in self.lines if not line.pupil.has_left)
        return sum(line.standing(purpose) is standing for line in present)


@dataclass(frozen=True, slots=True)
class Publishing:
    """Whether a pupil may be shown for a purpose on a day, and why not."""

    student_id: UUID
    purpose: Purpose
    day: date
    standing: Standing

    @property
    def allowed(self) -> bool:
        return self.standing is Standing.VALID

    @property
    def sentence(self) -> str:
        """Empty where it is allowed."""
        return "" if self.allowed else f"{self.purpose.label}: {self.standing.label}."


def consent_register(session: Session, by: Person, class_id: UUID, today: date) -> ConsentRegister:
    """The register of a class, in the order of the book."""
    name = session.scalar(select(SchoolClass.name).where(SchoolClass.id == class_id))
    if name is None:
        return ConsentRegister(class_id, CLASS_GONE)
    place = Place(class_id=class_id)
    if not may(by, Capability.CONSENT_SEE, place, today):
        return ConsentRegister(class_id, _TO_SEE, name)
    pupils = class_pupils(session, class_id)
    born = {pupil.student_id: pupil.birth_date for pupil in pupils}
    with_proof = may(by, Capability.CARE_SEE, place, today)
    answers = _lines(session, born, today, with_proof=with_proof)
    return ConsentRegister(
        class_id,
        class_name=name,
        lines=tuple(
            RegisterLine(pupil, _last(answers.get(pupil.student_id, ()))) for pupil in pupils
        ),
        may_record=may(by, Capability.CONSENT_RECORD, place, today),
    )


def consents_of(
    session: Session, student_id: UUID, today: date, *, with_proof: bool
) -> tuple[ConsentLine, ...]:
    """All answers of a pupil's family, the newest first; the asker's right is checked before."""
    born = session.scalar(select(Student.birth_date).where(Student.id == student_id))
    found = _lines(session, {student_id: born}, today, with_proof=with_proof)
    return tuple(found.get(student_id, ()))


def may_publish(
    session: Session, by: Person, student_id: UUID, purpose: Purpose, day: date
) -> Publishing:
    """What posts ask before they name or show a pupil; unknown where the pupil is not held.

    No right is needed beyond holding the pupil's row: it tells nothing but yes, no and why not.
    """
    return may_publish_all(session, by, (student_id,), purpose, day)[student_id]


def may_publish_all(
    session: Session,
    by: Person,  # noqa: ARG001 - every query is asked by somebody
    pupils: Collection[UUID],
    purpose: Purpose,
    day: date,
) -> dict[UUID, Publishing]:
    """The same for several pupils, in two SELECTs."""
    born = dict(
        session.execute(
            select(Student.id, Student.birth_date).where(Student.id.in_(list(pupils)))
        ).all()
    )
    answers = _lines(session, born, day, with_proof=False)
    found = {}
    for student_id in pupils:
        last = _last(answers.get(student_id, ())).get(purpose)
        told = last.standing if last else Standing.NOT_ASKED
        if student_id not in born:
            told = Standing.UNKNOWN
        found[student_id] = Publishing(student_id, purpose, day, told)
    return found


def needs_childs_say(line: RegisterLine, purpose: Purpose, day: date) -> bool:
    """Whether the form has to ask for the child's own answer (D-3)."""
    return child_is_asked(purpose, line.pupil.birth_date, day)


def _last(lines: Sequence[ConsentLine]) -> dict[Purpose, ConsentLine]:
    """Of each purpose the newest answer; lines come with the newest first."""
    found: dict[Purpose, ConsentLine] = {}
    for line in lines:
        found.setdefault(line.purpose, line)
    return found


def _lines(
    session: Session, born: Mapping[UUID, date | None], day: date, *, with_proof: bool
) -> dict[UUID, list[ConsentLine]]:
    wanted = Consent.student_id.in_(list(born))
    rows = session.scalars(
        select(Consent)
        .where(wanted)
        .order_by(Consent.day.desc(), Consent.recorded_at.desc(), Consent.id.desc())
    ).all()
    proofs = _proofs(session, list(born)) if with_proof else {}
    papers = papers_of(session, list(born)) if with_proof else {}
    names = staff_names(session) if proofs else {}
    found: dict[UUID, list[ConsentLine]] = defaultdict(list)
    for row in rows:
        answer = answer_of(row)
        line = ConsentLine(
            row.id, answer, standing(answer, born[row.student_id], day), row.recorded_at
        )
        proof = proofs.get(row.id)
        if proof is not None:
            line = _proved(line, proof, names, papers.get(row.student_id, ()))
        found[row.student_id].append(line)
    return found


def answer_of(row: Consent) -> Answer:
    """A row as the rules know it."""
    return Answer(
        Purpose(row.purpose), row.agreed, row.day, row.child_agreed, row.expires_on,
        row.withdrawn_on,
    )  # fmt: skip


def _proofs(session: Session, pupils: list[UUID]) -> dict[UUID, ConsentProof]:
    rows = session.scalars(select(ConsentProof).where(ConsentProof.student_id.in_(pupils)))
    return {row.consent_id: row for row in rows}


def _proved(
    line: ConsentLine, proof: ConsentProof, names: Mapping[UUID, str],
    papers: Sequence[PaperLine],
) -> ConsentLine:  # fmt: skip
    return ConsentLine(
        line.consent_id, line.answer, line.standing, line.recorded_at,
        relation=GivenBy(proof.relation), given_by=proof.given_by, method=Method(proof.method),
        note=proof.note, recorded_by=names.get(proof.recorded_by, GONE),
        withdrawn_by=proof.withdrawn_by, withdraw_note=proof.withdraw_note,
        papers=papers_about(papers, line.consent_id),
    )  # fmt: skip


def likely_givers(
    session: Session, by: Person, class_id: UUID, today: date
) -> dict[UUID, dict[GivenBy, str]]:
    """The parents' names from the profiles, for who answers; none without the right to them."""
    if not may(by, Capability.CARE_SEE, Place(class_id=class_id), today):
        return {}
    care = class_care(session, class_id, today)
    return {
        student_id: {
            who: parent.full_name
            for who in (GivenBy.FATHER, GivenBy.MOTHER, GivenBy.GUARDIAN)
            if (parent := fields.get(who.value)) is not None and parent.full_name
        }
        for student_id, fields in care.items()
    }
