"""What happens to pupils of the demonstration school: they come, go and move; families agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from desktop.commands.access import LogAccess, Look
from desktop.commands.books import derived_id
from desktop.commands.consents import GiveConsent, WithdrawConsent
from desktop.commands.moving import MoveClass
from desktop.commands.policy import ChangePolicyGroup, GroupFacts
from desktop.commands.transfers import (
    Circumstances,
    DropOut,
    Return,
    TransferIn,
    TransferOut,
)
from desktop.demo.names import FORMER_SCHOOLS
from desktop.demo.plan import DemoPlan, at
from desktop.demo.pupils import JOINED, LEFT, Seat, newcomer, talents
from desktop.demo.staff import OFFICE
from desktop.rules.access import AccessKind
from desktop.rules.consents import GivenBy, Method, Purpose
from desktop.rules.policy_groups import split_groups
from desktop.rules.transfers import LEFT_SCHOOL, Item
from desktop.store.founding import Scribe

PROVED: Final = (8, 25)
ASKED: Final = (9, 8)
DROPPED: Final = (10, 6)
BACK: Final = (10, 9)
WITHDRAWN: Final = (10, 20)
ANSWERED: Final = 0.9  # share of the families who gave the paper back
AGREED: Final = 0.85


@dataclass(frozen=True)
class LifeWriter:
    """Writes what happens to the pupils of one class; the homeroom teacher by staff id."""

    scribe: Scribe
    plan: DemoPlan
    staff: Sequence[UUID]
    start_year: int
    class_id: UUID
    class_name: str
    homeroom: UUID

    def chance(self, what: str) -> Random:
        return self.plan.chance(what, self.start_year, self.class_name)

    def _at(self, day: tuple[int, int], hour: int = 8, minute: int = 0) -> int:
        return at(date(self.start_year, *day), hour, minute)

    def prove_groups(self, seats: Sequence[Seat], listed: UUID) -> None:
        """The office adds the documents to the groups that came with the list (a command's id)."""
        for number, seat in enumerate(seats, 1):
            for name in split_groups(seat.pupil.priority_group):
                bare = GroupFacts(name)
                until = date(self.start_year + 1, 12, 31)
                facts = GroupFacts(name, f"{number}/GCN-UBND", date(self.start_year, 1, 1), until)
                change = ChangePolicyGroup(
                    class_id=self.class_id, student_id=seat.student_id,
                    group_id=derived_id(listed, f"policy/{seat.student_id}/{name}"),
                    facts=facts, seen=bare,
                )  # fmt: skip
                self.scribe.do(change, by=self.staff[OFFICE], at=self._at(PROVED))

    def ask_families(self, seats: Sequence[Seat]) -> list[tuple[UUID, UUID]]:
        """Two questions on paper; returns pupil and id of the agreements to the second."""
        chance = self.chance("consents")
        given = []
        for seat in seats:
            if chance.random() > ANSWERED:
                continue
            for purpose in (Purpose.MESSAGES, Purpose.PHOTO_PORTAL):
                answer = self._answer(chance, seat, purpose)
                done = self.scribe.do(answer, by=self.homeroom, at=self._at(ASKED))
                if purpose is Purpose.PHOTO_PORTAL and answer.agreed:
                    given.append((seat.student_id, answer.row_id(done.command_id)))
        return given

    def _answer(self, chance: Random, seat: Seat, purpose: Purpose) -> GiveConsent:
        relation = chance.choice((GivenBy.MOTHER, GivenBy.MOTHER, GivenBy.FATHER))
        parent = seat.pupil.mother if relation is GivenBy.MOTHER else seat.pupil.father
        agreed = purpose is Purpose.MESSAGES or chance.random() < AGREED
        child = chance.random() < AGREED if purpose.discloses else None
        return GiveConsent(
            class_id=self.class_id, student_id=seat.student_id, purpose=purpose, agreed=agreed,
            child_agreed=child, relation=relation, given_by=parent.full_name or "Người nhà",
            method=Method.PAPER, day=date(self.start_year, *ASKED),
            expires_on=date(self.start_year + 1, 8, 31),
        )  # fmt: skip

    def withdraw(self, given: Sequence[tuple[UUID, UUID]]) -> None:
        """One family thinks better of it."""
        if not given:
            return
        student_id, consent_id = self.chance("withdraws").choice(given)
        command = WithdrawConsent(
            class_id=self.class_id, student_id=student_id, consent_id=consent_id,
            day=date(self.start_year, *WITHDRAWN), withdrawn_by="Mẹ của em",
        )  # fmt: skip
        self.scribe.do(command, by=self.homeroom, at=self._at(WITHDRAWN))

    def leave(self, seats: list[Seat]) -> None:
        """One pupil of the class moves away."""
        chance = self.chance("leaves")
        place = chance.randrange(len(seats))
        seat, day = seats[place], date(self.start_year, *LEFT)
        about = Circumstances(
            chance.choice(FORMER_SCHOOLS), "Theo gia đình chuyển nơi ở", "12/GT-HS"
        )
        command = TransferOut(
            class_id=self.class_id, student_id=seat.student_id, day=day, about=about,
            returned=(Item.BOOKS, Item.SCHOOL_REPORT),
        )  # fmt: skip
        self.scribe.do(command, by=self.staff[OFFICE], at=self._at(LEFT))
        gone = replace(seat.pupil, left_on=day, leave_reason=LEFT_SCHOOL)
        seats[place] = Seat(seat.student_id, seat.talent, gone)

    def stay_away(self, seats: Sequence[Seat]) -> None:
        """One pupil stops coming, and is brought back three days later."""
        seat = self.chance("stays away").choice(seats)
        drop = DropOut(
            class_id=self.class_id, student_id=seat.student_id, day=date(self.start_year, *DROPPED),
            about=Circumstances(reason="Phụ giúp gia đình làm rẫy"),
        )  # fmt: skip
        self.scribe.do(drop, by=self.homeroom, at=self._at(DROPPED))
        about = Circumstances(reason="Thầy cô và chính quyền vận động, gia đình đồng ý")
        back = Return(
            class_id=self.class_id, student_id=seat.student_id,
            day=date(self.start_year, *BACK), about=about,
        )  # fmt: skip
        self.scribe.do(back, by=self.homeroom, at=self._at(BACK))

    def join(self, seats: list[Seat], grade: int, code: int) -> None:
        """One pupil comes from another school."""
        chance = self.chance("joins")
        pupil = newcomer(chance, grade, self.start_year, code)
        command = TransferIn(
            class_id=self.class_id, pupil=replace(pupil, joined_on=None, came_from=""),
            day=date(self.start_year, *JOINED),
            about=Circumstances(pupil.came_from, "Theo gia đình", "08/GT-HS"),
        )  # fmt: skip
        done = self.scribe.do(command, by=self.staff[OFFICE], at=self._at(JOINED))
        seats.append(Seat(command.student_id(done.command_id), talents(chance, 1)[0], pupil))

    def move_to(self, seats: Sequence[Seat], to_class_id: UUID, when: int, day: date) -> None:
        """Late in the year one pupil changes class, with the principal's decision."""
        staying = [seat for seat in seats if seat.pupil.left_on is None]
        seat = self.chance("moves").choice(staying)
        command = MoveClass(
            class_id=self.class_id, student_id=seat.student_id, to_class_id=to_class_id, day=day,
            about=Circumstances(reason="Gia đình đề nghị, hai giáo viên chủ nhiệm thống nhất"),
            decision=f"09/QĐ-HS/{self.start_year + 1}",
        )  # fmt: skip
        self.scribe.do(command, by=self.staff[OFFICE], at=when)

    def look(self, seats: Sequence[Seat], when: int) -> None:
        """The office has looked at some cards and taken a list out."""
        cards = [
            Look(AccessKind.CARD, at=when - 60_000_000 * n, student_id=seat.student_id,
                 class_id=self.class_id)
            for n, seat in enumerate(seats[:3], 1)
        ]  # fmt: skip
        export = Look(
            AccessKind.ROSTER_EXPORT, at=when, class_id=self.class_id, count=len(seats),
            note="Danh sách của trường",
        )  # fmt: skip
        self.scribe.do(LogAccess(looks=(*cards, export)), by=self.staff[OFFICE], at=when)
