"""The staff of the demonstration school: all roles, and who teaches what in which class."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from desktop.commands.staff import StaffFacts
from desktop.demo.names import full_name
from desktop.rules.names import fold
from desktop.rules.permissions import Portfolio, Role

# Teachers of each subject in a school of eight classes; with the five others that makes 24.
TEACHERS_FOR_EIGHT: Final = {
    "VAN": 3, "TOAN": 3, "NN1": 2, "GDCD": 1, "LSDL": 2, "KHTN": 3, "CN": 1, "TIN": 1,
    "GDTC": 1, "NT": 2,
}  # fmt: skip
TEAMS: Final = {
    "Tổ Khoa học xã hội": ("VAN", "LSDL", "GDCD", "GDDP"),
    "Tổ Khoa học tự nhiên": ("TOAN", "KHTN", "CN", "TIN"),
    "Tổ Ngoại ngữ – Năng khiếu": ("NN1", "GDTC", "NT", "HDTN"),
}
BORROWED: Final = {"GDDP": "LSDL"}  # taught by the teacher of another subject
HOMEROOM_SUBJECT: Final = "HDTN"  # taught by whoever has the class

PRINCIPAL: Final = 0
ACADEMIC_VICE: Final = 1
ACTIVITIES_VICE: Final = 2
OFFICE: Final = 3
HEALTH: Final = 4
FIRST_TEACHER: Final = 5
SHARED: Final = (0, "VAN")  # the course that has two teachers where the plan wants one


@dataclass(frozen=True)
class Duty:
    """A role that reaches the whole school or, with a team's name, that team."""

    who: int
    role: Role
    portfolio: Portfolio | None = None
    team: str = ""


@dataclass
class Faculty:
    """Everybody by number; who teaches which subject in which class; whose homeroom is which."""

    people: list[StaffFacts]
    duties: list[Duty]
    teachers: dict[str, list[int]]
    taught: dict[tuple[int, str], int] = field(default_factory=dict)
    homeroom: list[int] = field(default_factory=list)

    @property
    def admin(self) -> int:
        """The data admin is the first teacher of Tin học; this person founds the school."""
        return self.teachers["TIN"][0]

    @property
    def sharing(self) -> tuple[int, int]:
        """The teachers of the shared course: whose it is, and who helps."""
        first = self.taught[SHARED]
        others = (who for code in (SHARED[1], "TOAN") for who in self.teachers[code])
        return first, next(who for who in others if who != first)


def faculty(chance: Random, classes: int) -> Faculty:
    """The staff that a school of so many classes needs; 24 for eight."""
    people = [
        _person(chance, "nam", "hieutruong", "Hiệu trưởng"),
        _person(chance, "nu", "hp.chuyenmon", "Phó hiệu trưởng"),
        _person(chance, "nam", "hp.phongtrao", "Phó hiệu trưởng"),
        _person(chance, "nu", "vanphong", "Nhân viên văn thư"),
        _person(chance, "nu", "yte", "Nhân viên y tế"),
    ]
    teachers: dict[str, list[int]] = {}
    for code, for_eight in TEACHERS_FOR_EIGHT.items():
        needed = min(classes, max(1, -(-for_eight * classes // 8)))
        teachers[code] = list(range(len(people), len(people) + needed))
        people += [_teacher(chance, people) for _ in range(needed)]
    made = Faculty(people, [], teachers)
    people[made.admin] = _person(chance, "nam", "quantri", "Giáo viên Tin học")
    made.duties = _duties(made)
    _share_out(made, classes)
    return made


def _person(chance: Random, sex: str, account: str, position: str) -> StaffFacts:
    return StaffFacts(account=account, full_name=full_name(chance, sex), sex=sex, position=position)


def _teacher(chance: Random, people: list[StaffFacts]) -> StaffFacts:
    """A teacher; the account is the given name and the initials: An Nguyễn Thị -> annt."""
    sex = chance.choice(("nu", "nu", "nam"))
    name = full_name(chance, sex)
    *before, given = fold(name).split()
    account = given + "".join(word[0] for word in before)
    same = sum(person.account.rstrip("23456789") == account for person in people)
    account += str(same + 1) if same else ""
    return StaffFacts(account=account, full_name=name, sex=sex, position="Giáo viên")


def _duties(made: Faculty) -> list[Duty]:
    first = {code: numbers[0] for code, numbers in made.teachers.items()}
    return [
        Duty(PRINCIPAL, Role.PRINCIPAL),
        Duty(ACADEMIC_VICE, Role.VICE_PRINCIPAL, Portfolio.ACADEMIC),
        Duty(ACTIVITIES_VICE, Role.VICE_PRINCIPAL, Portfolio.ACTIVITIES),
        Duty(OFFICE, Role.OFFICE),
        Duty(HEALTH, Role.HEALTH_STAFF),
        Duty(first["CN"], Role.PORTAL_ADMIN),
        Duty(first["GDCD"], Role.EDITORIAL_SECRETARY),
        Duty(ACTIVITIES_VICE, Role.BOARD_MEMBER),
        Duty(first["NT"], Role.BOARD_MEMBER),
        *(
            Duty(first[subjects[0]], Role.SUBJECT_HEAD, team=name)
            for name, subjects in TEAMS.items()
        ),
    ]


def _share_out(made: Faculty, classes: int) -> None:
    """Spread the classes evenly over the teachers of a subject; each class gets a homeroom."""
    for n in range(classes):
        for code, numbers in made.teachers.items():
            made.taught[n, code] = numbers[n * len(numbers) // classes]
        for code, lender in BORROWED.items():
            made.taught[n, code] = made.taught[n, lender]
        of_class = [made.taught[n, code] for code in made.teachers]
        free = [who for who in of_class if who not in made.homeroom]
        made.homeroom.append((free or of_class)[0])
        made.taught[n, HOMEROOM_SUBJECT] = made.homeroom[n]
