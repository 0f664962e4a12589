"""The pupils of a class: made-up people with families, a few who came late or left early."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from desktop.commands.pupil import Parent, Pupil
from desktop.demo.names import (
    BIRTH_PLACES,
    FORMER_SCHOOLS,
    OCCUPATIONS,
    address,
    full_name,
    highland_name,
    phone,
)
from desktop.demo.profiles import with_profile
from desktop.rules.names import name_key

HIGHLAND_SHARE: Final = 0.04
AGE_IN_GRADE_6: Final = 11
LEFT: Final = (10, 5)  # month and day in the first term
JOINED: Final = (10, 12)


@dataclass(frozen=True)
class Talent:
    """What a pupil would reach on the scale of ten, and how reliable the pupil is (0 … 1)."""

    strength: float
    steadiness: float


@dataclass(frozen=True)
class Seat:
    """A pupil of a class, as the demonstration knows them."""

    student_id: UUID
    talent: Talent
    pupil: Pupil


def class_list(
    chance: Random, grade: int, start_year: int, number: int, first_code: int, *, gaps: bool
) -> list[Pupil]:
    """The pupils of a class as the office has them in August, in the order of the class list.

    With `gaps` something is missing in a few profiles (T-16).
    """
    made = [
        (first_code + n, _pupil(chance, grade, start_year, first_code + n)) for n in range(number)
    ]
    pupils = [with_profile(pupil, code, gaps=gaps) for code, pupil in made]
    return sorted(pupils, key=lambda pupil: name_key(pupil.full_name))


def talents(chance: Random, number: int) -> list[Talent]:
    """Strengths around 7,2, so that each level of the Circular has its pupils."""
    return [
        Talent(min(9.6, max(3.8, chance.gauss(7.2, 1.25))), 1 - chance.random() ** 3)
        for _ in range(number)
    ]


def newcomer(chance: Random, grade: int, start_year: int, code: int) -> Pupil:
    """A pupil who comes from another school in the middle of the first term."""
    pupil = with_profile(_pupil(chance, grade, start_year, code), code, gaps=False)
    came_from = chance.choice(FORMER_SCHOOLS)
    return replace(pupil, joined_on=date(start_year, *JOINED), came_from=came_from)


def _pupil(chance: Random, grade: int, start_year: int, code: int) -> Pupil:
    sex = chance.choice(("nam", "nu"))
    highland = chance.random() < HIGHLAND_SHARE
    name = highland_name(chance, sex) if highland else full_name(chance, sex)
    family = name.split()[0]
    return Pupil(
        full_name=name,
        birth_date=_birthday(chance, start_year - AGE_IN_GRADE_6 - grade + 6),
        sex=sex,
        code=f"HS{code:05}",
        moet_id=f"99{code:08}",
        birth_place=chance.choice(BIRTH_PLACES),
        ethnicity="Ê-đê" if highland else "Kinh",
        priority_group="Hộ nghèo" if chance.random() < 0.05 else "",  # noqa: PLR2004
        address=address(chance),
        phone=phone(chance),
        father=_parent(chance, "nam", family if not highland else ""),
        mother=_parent(chance, "nu", ""),
    )


def _birthday(chance: Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=chance.randrange(365))


def _parent(chance: Random, sex: str, family: str) -> Parent:
    name = full_name(chance, sex)
    if family:
        name = " ".join((family, *name.split()[1:]))
    return Parent(full_name=name, occupation=chance.choice(OCCUPATIONS), phone=phone(chance))
