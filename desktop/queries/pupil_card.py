"""One pupil's card: profile, classes, transfers, consents and papers, as far as one may see."""

from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.policy import GroupFacts, group_facts
from desktop.commands.pupil import Pupil, filled
from desktop.commands.pupil_rows import in_force
from desktop.models.people import Enrolment, Student
from desktop.models.profile import StudentPhoto
from desktop.models.school import SchoolClass, SchoolYear
from desktop.queries.consents import ConsentLine, consents_of
from desktop.queries.papers import PaperLine, papers_of
from desktop.queries.pupil_care import care_of, policy_groups
from desktop.queries.pupil_glance import YearGlance, year_glance
from desktop.queries.pupils import class_pupils
from desktop.queries.transfers import TransferLine, transfers
from desktop.queries.years import school_years, year_of
from desktop.rules.permissions import AudienceKind, Capability, Person, Place, audience, may
from desktop.rules.profile import Minimum, gaps

PUPIL_GONE = "Em này không còn trong sổ. Mở lại danh sách để chọn."
_TO_SEE = "Hồ sơ này mở cho giáo viên của lớp, văn phòng, y tế và ban giám hiệu."


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A group of preference; `in_force` today."""

    group_id: UUID
    facts: GroupFacts
    in_force: bool


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph: the small one as JPEG bytes, the whole one by its file's name."""

    sha256: str
    small: bytes
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClassOfPupil:
    """A class in which the pupil is or was, the newest first."""

    class_id: UUID
    name: str
    start_year: int
    joined_on: date | None = None
    left_on: date | None = None
    leave_reason: str = ""


@dataclass(frozen=True, slots=True)
class CardRights:
    """What the person may do with this pupil."""

    edit: bool = False
    edit_care: bool = False
    transfer: bool = False
    move: bool = False
    consent: bool = False
    export: bool = False


@dataclass(frozen=True, slots=True)
class PupilCard:
    """A pupil. `refusal` says why it is empty; `class_id` is where commands about the pupil go.

    Without `with_care` the care part of `pupil` is empty, and so are groups, photograph,
    papers and `missing` (D-2).
    """

    student_id: UUID
    refusal: str = ""
    pupil: Pupil | None = None
    class_id: UUID | None = None
    class_name: str = ""
    number: int = 0
    with_care: bool = False
    rights: CardRights = CardRights()
    groups: tuple[PolicyLine, ...] = ()
    photo: Photo | None = None
    papers: tuple[PaperLine, ...] = ()
    missing: tuple[Minimum, ...] = ()
    classes: tuple[ClassOfPupil, ...] = ()
    transfers: tuple[TransferLine, ...] = ()
    consents: tuple[ConsentLine, ...] = ()
    glance: YearGlance | None = None


def pupil_card(session: Session, by: Person, student_id: UUID, today: date) -> PupilCard:
    """The card of a pupil, in the class with which the pupil's own rows lie."""
    student = session.get(Student, student_id)
    classes = _classes(session, student_id)
    now = _class_of_now(student, classes)
    if student is None or now is None:
        return PupilCard(student_id, PUPIL_GONE)
    place = Place(class_id=now.class_id)
    if not may(by, Capability.ROSTER_SEE, place, today):
        return PupilCard(student_id, _TO_SEE)
    with_care = may(by, Capability.CARE_SEE, place, today)
    pupil, number = _line(session, student_id, now.class_id, today, with_care=with_care)
    card = PupilCard(
        student_id,
        pupil=pupil,
        class_id=now.class_id,
        class_name=now.name,
        number=number,
        with_care=with_care,
        rights=_rights(by, place, today),
        classes=classes,
        transfers=tuple(
            line
            for line in transfers(session, by, today, now.class_id)
            if line.student_id == student_id
        ),
        consents=_consents(session, by, (student_id, place), today),
        glance=_glance(session, by, (now.class_id, student_id), today),
    )
    return _with_care(session, card, pupil, today) if with_care else card


def _classes(session: Session, student_id: UUID) -> tuple[ClassOfPupil, ...]:
    rows = session.execute(
        select(
            SchoolClass.id, SchoolClass.name, SchoolYear.start_year, Enrolment.joined_on,
            Enrolment.left_on, Enrolment.leave_reason,
        )
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .where(Enrolment.student_id == student_id)
    ).all()  # fmt: skip
    found = [ClassOfPupil(*row) for row in rows]
    return tuple(sorted(found, key=lambda c: (c.start_year, c.left_on or date.max), reverse=True))


def _class_of_now(
    student: Student | None, classes: tuple[ClassOfPupil, ...]
) -> ClassOfPupil | None:
    return next(
        (
            one
            for one in classes
            if student and student.audience == audience(AudienceKind.CLASS, one.class_id)
        ),
        None,
    )


def _line(
    session: Session, student_id: UUID, class_id: UUID, today: date, *, with_care: bool
) -> tuple[Pupil, int]:
    found = next(p for p in class_pupils(session, class_id) if p.student_id == student_id)
    care = care_of(session, [student_id], today).get(student_id, {}) if with_care else {}
    pupil = Pupil(
        full_name=found.full_name, birth_date=found.birth_date, sex=found.sex, code=found.code,
        moet_id=found.moet_id, joined_on=found.joined_on, came_from=found.came_from,
        left_on=found.left_on, leave_reason=found.leave_reason, **care,
    )  # fmt: skip
    return pupil, found.number


def _rights(by: Person, place: Place, today: date) -> CardRights:
    return CardRights(
        edit=may(by, Capability.ROSTER_EDIT, place, today),
        edit_care=may(by, Capability.CARE_EDIT, place, today),
        transfer=may(by, Capability.TRANSFER_RECORD, place, today),
        move=may(by, Capability.CLASS_PROMOTE, place, today),
        consent=may(by, Capability.CONSENT_RECORD, place, today),
        export=may(by, Capability.PUPIL_EXPORT, place, today),
    )


def _consents(
    session: Session, by: Person, who: tuple[UUID, Place], today: date
) -> tuple[ConsentLine, ...]:
    student_id, place = who
    if not may(by, Capability.CONSENT_SEE, place, today):
        return ()
    with_proof = may(by, Capability.CARE_SEE, place, today)
    return consents_of(session, student_id, today, with_proof=with_proof)


def _glance(
    session: Session, by: Person, where: tuple[UUID, UUID], today: date
) -> YearGlance | None:
    year_id = session.scalar(select(SchoolClass.school_year_id).where(SchoolClass.id == where[0]))
    year = year_of(school_years(session), year_id)
    return year_glance(session, by, where, year, today) if year else None


def _with_care(session: Session, card: PupilCard, pupil: Pupil, today: date) -> PupilCard:
    student_id = card.student_id
    groups = policy_groups(session, [student_id]).get(student_id, ())
    return replace(
        card,
        groups=tuple(PolicyLine(g.id, group_facts(g), in_force(g, today)) for g in groups),
        photo=photo_of(session, student_id),
        papers=papers_of(session, [student_id]).get(student_id, ()),
        missing=gaps(filled(pupil)),
    )


def photo_of(session: Session, student_id: UUID) -> Photo | None:
    """The photograph of a pupil; who asks has made sure that it may be seen."""
    row = session.get(StudentPhoto, student_id)
    return Photo(row.sha256, b64decode(row.small), row.taken_on) if row else None


def class_photos(session: Session, by: Person, class_id: UUID, today: date) -> dict[UUID, bytes]:
    """The small photographs of a class (JPEG), for who cares for it."""
    if not may(by, Capability.CARE_SEE, Place(class_id=class_id), today):
        return {}
    enrolled = select(Enrolment.student_id).where(Enrolment.class_id == class_id)
    rows = session.execute(
        select(StudentPhoto.student_id, StudentPhoto.small).where(
            StudentPhoto.student_id.in_(enrolled),
            StudentPhoto.audience == audience(AudienceKind.CARE, class_id),
        )
    )
    return {student_id: b64decode(small) for student_id, small in rows}
