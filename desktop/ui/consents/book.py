"""The register of a class as a page holds it: reads once, writes by command, no Qt."""

from typing import Final
from uuid import UUID

from desktop.commands.command import Command
from desktop.commands.execute import Done
from desktop.queries.consents import (
    ConsentLine,
    ConsentRegister,
    RegisterLine,
    consent_register,
    consents_of,
    likely_givers,
)
from desktop.queries.years import YearFacts, school_years, year_on
from desktop.rules.consents import GivenBy, Purpose, Standing
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.ui.moves.book import told
from desktop.ui.roster.steps import Steps

TABLES: Final = frozenset(
    {"consent", "consent_proof", "paper", "enrolment", "student", "role_assignment"}
)
TO_ASK: Final = frozenset({Standing.NOT_ASKED, Standing.CHILD_NOT_ASKED})
OVER: Final = frozenset({Standing.EXPIRED, Standing.WITHDRAWN})
SHORT: Final = {
    Purpose.PHOTO_TAKEN: "Chụp ảnh,|quay phim",
    Purpose.PHOTO_PORTAL: "Đăng ảnh|trên cổng",
    Purpose.NAME_HONOURS: "Nêu tên|khen thưởng",
    Purpose.HEALTH_CLINIC: "Sức khỏe cho|cơ sở y tế",
    Purpose.MESSAGES: "Liên hệ|qua tin nhắn",
}


Givers = dict[UUID, dict[GivenBy, str]]


class ConsentsBook:
    """What families of a class answered."""

    def __init__(self, school: School, class_id: UUID, steps: Steps | None = None) -> None:
        self.school, self.class_id = school, class_id
        self.steps = steps or Steps(school)
        self._givers: Givers | None = None
        self.reload()

    def reload(self) -> None:
        self.today = school_day(self.school.now())
        self.register: ConsentRegister = self.school.ask(
            consent_register, self.class_id, self.today
        )
        self._givers = None
        years = self.school.ask(lambda session, _by: school_years(session))
        self.year: YearFacts | None = year_on(years, self.today)  # for days typed without one

    @property
    def lines(self) -> tuple[RegisterLine, ...]:
        """The pupils who are there."""
        return tuple(line for line in self.register.lines if not line.pupil.has_left)

    @property
    def closed(self) -> str:
        """Why nothing can be recorded; empty where it can."""
        if self.register.refusal:
            return self.register.refusal
        return "" if self.register.may_record else "Giáo viên chủ nhiệm và văn phòng ghi sổ này"

    def giver(self, student_id: UUID, who: GivenBy) -> str:
        """The name of that parent as the profile has it; "" where it is not known here."""
        if self._givers is None:
            self._givers = self.school.ask(likely_givers, self.class_id, self.today)
        return self._givers.get(student_id, {}).get(who, "")

    def history(self, student_id: UUID, purpose: Purpose) -> tuple[ConsentLine, ...]:
        """All answers for a purpose, the newest first."""
        found = self.school.ask(
            lambda session, _by: consents_of(session, student_id, self.today, with_proof=True)
        )
        return tuple(line for line in found if line.purpose is purpose)

    def waiting(self, purpose: Purpose) -> tuple[RegisterLine, ...]:
        """Whose family was not asked yet, or whose answer does not hold any more."""
        return tuple(line for line in self.lines if line.standing(purpose) in TO_ASK | OVER)

    def do(self, command: Command, what: str) -> str:
        """Carry out a command as one step; why not, or ""."""
        return told(lambda: self.steps.do(command, what))

    def concerns(self, done: Done) -> bool:
        return bool(done.tables & TABLES)
