"""What the office does from its own computer: locks, courses, classes, accounts."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.books import Books
from desktop.commands.courses import (
    CourseCell,
    CourseValue,
    PlanCourses,
    _teaching,
    course_value,
    courses_by_place,
)
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.staff import AssignRole, EndRole
from desktop.models.gradebook import BookLock
from desktop.models.people import RoleAssignment
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import ReachKind, Role
from desktop.rules.terms import Term
from desktop.sync.client import Client
from desktop.sync.problems import ServerProblem, Unreachable
from desktop.sync.protocol import AccountAct, ManageAccount
from desktop.sync.transport import HttpsTransport
from tests.sync.history.clocks import DAY
from tests.sync.history.desk import LATER, Desk
from tests.sync.history.world import CLASSES, COURSES, World, ask

RESETTABLE: Final = ("ha", "binh", "cn")
TRIES: Final = 20


class Governing(World):
    """Locks, courses, classes, accounts."""

    def lock(self, reach: int, kinds: int) -> None:
        course = COURSES[reach % len(COURSES)]
        reaches = (
            *[(LockReach.COURSE, self.central.ids[course])] * 4,
            *[(LockReach.CLASS, self.central.ids[course.split()[1]])] * 2,
            (LockReach.SCHOOL, None),
        )
        how, where = reaches[kinds % len(reaches)]
        every = tuple(LockKind)
        chosen = (every[kinds % 2], every[kinds // 5 % 5])  # always one that has marks
        self.office(
            LockBooks(
                school_year_id=self.central.ids["year"], reach=how, reach_id=where, term=Term.I,
                kinds=chosen, reason="Hết hạn", decision="1/QĐ",
                despite_conflicts=bool(kinds % 2),
            )
        )  # fmt: skip

    def unlock(self, nth: int) -> None:
        query = select(BookLock.id).where(BookLock.lifted_at.is_(None)).order_by(BookLock.id)
        locks = ask(self.desks["admin"], lambda s: s.scalars(query).all()) or []
        if locks:
            lock_id = locks[nth % len(locks)]
            self.office(LiftLock(lock_id=lock_id, reason="Mở lại", decision="2/QĐ"))

    def assign(self, course: int, teachers: int) -> None:
        """Who teaches a course: any of two, both, or nobody."""
        name = COURSES[course % len(COURSES)]
        subject, of = name.split()
        place = (self.central.ids[of], self.central.ids[subject])

        def value(session: Session) -> CourseValue | None:
            books = Books(session, at=self.desks["admin"].school.now())
            return course_value(courses_by_place(books).get(place), _teaching(books))

        seen = ask(self.desks["admin"], value)
        if seen is not None:
            chosen = tuple(
                self.central.people[who]
                for n, who in enumerate(("ha", "binh"))
                if (3, 3, 1, 2, 3, 0)[teachers % 6] >> n & 1
            )
            wanted = CourseValue(seen.periods, seen.regular, chosen)
            self.office(PlanCourses(cells=(CourseCell(*place, wanted, seen),)))

    def homeroom(self, of: int) -> None:
        """The homeroom teacher gets a class, or loses it."""
        class_id, staff_id = self.central.ids[CLASSES[of % 2]], self.central.people["cn"]
        desk = self.desks["admin"]
        today = school_day(desk.school.now())
        query = select(RoleAssignment).where(
            RoleAssignment.staff_id == staff_id, RoleAssignment.reach_id == class_id,
            RoleAssignment.to_day.is_(None),
        )  # fmt: skip
        has = ask(desk, lambda s: s.scalars(query).first())
        if has is not None:
            self.office(EndRole(assignment_id=has.id, to_day=school_day(self.at - 3 * DAY)))
        else:
            self.office(
                AssignRole(
                    staff_id=staff_id, role=Role.HOMEROOM_TEACHER, from_day=today,
                    reach=ReachKind.CLASS, reach_id=class_id,
                )
            )  # fmt: skip

    def reset_password(self, who: int) -> None:
        """Somebody forgot it: a new first password, every session ends."""
        self.give_password(self.desks[RESETTABLE[who % len(RESETTABLE)]])

    def give_password(self, desk: Desk) -> None:
        """Tried until it is so: whoever does it would try again, too."""
        self.texts += 1
        desk.password = f"mật khẩu đầu tiên {self.texts}"
        assert any(self._reset(desk.name, desk.password) for _ in range(TRIES)), "no reset"

    def _reset(self, name: str, password: str) -> bool:
        """False where the server has lost its database meanwhile."""
        office = self.desks["admin"]
        https = HttpsTransport(self.reach)
        try:
            client = Client(self.reach, transport=https)
            client.sign_in(office.account, office.password)
            staff_id = self.central.people[name]
            client.manage_account(ManageAccount(staff_id, AccountAct.RESET, password))
        except Unreachable:
            return False
        except ServerProblem as problem:
            if problem.code not in LATER:
                raise
            self.clocks.go_by(problem.problem.seconds * 1_000_000)
            return False
        finally:
            https.close()
        return True
