"""What happens to pupils: lists, profiles, moves, leaving, what families answer."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.consents import GiveConsent
from desktop.commands.journal import command_of
from desktop.commands.moving import MoveClass
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Pupil, text_of
from desktop.commands.pupil_rows import load_pupils
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.commands.transfers import Circumstances, DropOut, Return
from desktop.models.journal import Journal
from desktop.models.people import Enrolment
from desktop.rules.consents import GivenBy, Method, Purpose
from desktop.rules.profile import ProfileField
from tests.sync.history.desk import Desk
from tests.sync.history.world import CLASSES, World, ask

CARERS: Final = ("cn", "admin", "cn", "cn", "ha")
FIELDS: Final = (ProfileField.ADDRESS, ProfileField.NOTE, ProfileField.MOTHER_NAME)
FIRST: Final = date(2026, 9, 7)
LATER: Final = date(2026, 9, 28)


class Pupils(World):
    """The class list, profiles, moves, families' answers."""

    def add_pupil(self, of: int) -> None:
        name = CLASSES[of % 2]
        pupil = Pupil(full_name=self.told(f"pupil{name}"), phone="0912345678")
        done = self.office(UpdateRoster(class_id=self.central.ids[name], add=(NewPupil(pupil),)))
        if done:
            self.added.append(done)

    def take_out(self, nth: int) -> None:
        """A pupil who was entered by mistake goes again: a deletion."""
        if self.added:
            self.desks["admin"].undo(self.added.pop(nth % len(self.added)))

    def rename(self, of: int, pupil: int) -> None:
        name, desk = CLASSES[of % 2], self.desks["admin"]
        class_id = self.central.ids[name]
        pupils = self.pupils(desk, name)
        if pupils:
            one = pupils[pupil % len(pupils)]
            seen = ask(desk, lambda s: pupil_there(s, class_id, one))
            if seen is not None:
                known = replace(seen, full_name=self.told(f"pupil{name}"))
                change = PupilChange(one, known, seen)
                self.office(UpdateRoster(class_id=class_id, change=(change,)))

    def profile(self, who: int, of: int, pupil: int, nth: int) -> None:
        """One field or two, upon what stands there; own values that wait are built upon (22)."""
        desk, name = self.desks[CARERS[who % len(CARERS)]], CLASSES[of % 2]
        place = self.one_of(desk, name, pupil)
        if place is None:
            return
        seen = ask(desk, lambda s: pupil_there(s, *place))
        if seen is None:
            return
        changes = [self._change(desk, place[1], seen, FIELDS[nth % 3], f"care{name}")]
        if nth % 5 == 0:
            whole = ProfileField.FULL_NAME
            changes.append(self._change(desk, place[1], seen, whole, f"pupil{name}"))
        desk.do(EditProfile(class_id=place[0], student_id=place[1], changes=tuple(changes)))

    def move(self, of: int, pupil: int) -> None:
        """To the other class of the grade, with the year's marks and rolls."""
        desk, name = self.desks["admin"], CLASSES[of % 2]
        place = self.one_of(desk, name, pupil)
        if place is not None:
            to_class = self.central.ids[CLASSES[(of + 1) % 2]]
            self.office(
                MoveClass(
                    class_id=place[0], student_id=place[1], to_class_id=to_class, day=LATER,
                    decision="3/QĐ" if pupil % 2 else "",
                )
            )  # fmt: skip

    def leave_or_return(self, who: int, of: int, pupil: int) -> None:
        """A pupil stops coming, or comes again."""
        desk, name = self.desks[CARERS[who % len(CARERS)]], CLASSES[of % 2]
        place = self.one_of(desk, name, pupil)
        if place is None:
            return
        row = ask(desk, lambda s: s.get(Enrolment, (place[1], place[0])))
        has_left = row is not None and row.left_on is not None
        about = Circumstances(reason=self.told(f"care{name}"))
        kind = Return if has_left else DropOut
        desk.do(kind(class_id=place[0], student_id=place[1], day=LATER, about=about))

    def consent(self, who: int, of: int, pupil: int) -> None:
        desk, name = self.desks[CARERS[who % len(CARERS)]], CLASSES[of % 2]
        place = self.one_of(desk, name, pupil)
        if place is not None:
            desk.do(
                GiveConsent(
                    class_id=place[0], student_id=place[1], purpose=Purpose.PHOTO_TAKEN,
                    agreed=bool(pupil % 2), child_agreed=True, relation=GivenBy.MOTHER,
                    given_by=self.told(f"care{name}"), method=Method.PAPER, day=FIRST,
                )
            )  # fmt: skip

    def _change(
        self, desk: Desk, student_id: UUID, seen: Pupil, field: ProfileField, audience: str
    ) -> FieldChange:
        after = ask(desk, lambda s: own_edit(s, student_id, field))
        return FieldChange(field, self.told(audience), text_of(seen, field), after)


def pupil_there(session: Session, class_id: UUID, student_id: UUID) -> Pupil | None:
    return load_pupils(Books(session, at=0), class_id, [student_id]).pupil(student_id)


def own_edit(session: Session, student_id: UUID, field: ProfileField) -> UUID | None:
    """The person's own command that waits and wrote that field last."""
    rows = session.scalars(
        select(Journal)
        .where(Journal.kind == "edit_profile", Journal.state == "pending")
        .order_by(Journal.number.desc())
    )
    for row in rows:
        command = command_of(row)
        assert isinstance(command, EditProfile)
        if command.student_id == student_id and field in {c.field for c in command.changes}:
            return row.id
    return None
