"""Made-up profiles: origin, address in today's units, parents' years; in some a gap."""

from random import Random
from typing import Final

from msgspec.structs import replace

from desktop.commands.pupil import Parent, Pupil
from desktop.demo.names import HAMLETS
from desktop.rules.places import Province, province

HOME: Final = "Đắk Lắk"  # a real province with its communes; the hamlets are made up
COMMUNES: Final = ("Ea Ktur", "Krông Ana", "Ea Kao", "Krông Năng", "Dray Bhăng", "Buôn Hồ")
RELIGIONS: Final = (*("Không",) * 14, "Phật giáo", "Phật giáo", "Công giáo", "Tin lành")
NO_SUCH_PROVINCE: Final = "099"  # the numbers of citizens begin with 001 to 096
_GAPS: Final = ("ethnicity", "commune", "phone", "birth_date")
_GAP_SHARE: Final = 0.02
_CHILDREN_FROM: Final = 24  # age of a parent at the birth of a child, and up to 14 years more


def with_profile(pupil: Pupil, code: int, *, gaps: bool) -> Pupil:
    """The pupil with what the office asks of a family; of a few something is missing."""
    chance = Random(f"profile/{code}")  # noqa: S311 - no secret hangs on it
    home = province(HOME)
    born = pupil.birth_date.year if pupil.birth_date else 0
    whole = replace(
        pupil,
        nationality="Việt Nam",
        religion="Tin lành" if pupil.ethnicity == "Ê-đê" else chance.choice(RELIGIONS),
        disability="Khuyết tật vận động" if chance.random() < 0.005 else "Không",  # noqa: PLR2004
        citizen_id=_citizen_id(chance, pupil, born),
        birth_place=home.name if home else "",
        address=chance.choice(HAMLETS),
        province=home.name if home else "",
        commune=_commune(chance, home),
        father=_aged(chance, pupil.father, born),
        mother=_aged(chance, pupil.mother, born),
    )
    if gaps and chance.random() < _GAP_SHARE * len(_GAPS):
        return _with_gap(whole, chance.choice(_GAPS))
    return whole


def _commune(chance: Random, home: Province | None) -> str:
    found = home.commune(chance.choice(COMMUNES)) if home else None
    return found.name if found else ""


def _aged(chance: Random, parent: Parent, child_born: int) -> Parent:
    return replace(parent, birth_year=str(child_born - _CHILDREN_FROM - chance.randrange(14)))


def _citizen_id(chance: Random, pupil: Pupil, born: int) -> str:
    """Century with sex, year, and six figures, behind a province that does not exist."""
    century = 2 * (born // 100 - 19) + (pupil.sex == "nu")
    return f"{NO_SUCH_PROVINCE}{century}{born % 100:02}{chance.randrange(1_000_000):06}"


def _with_gap(pupil: Pupil, name: str) -> Pupil:
    if name == "birth_date":
        return replace(pupil, birth_date=None)
    if name == "phone":
        father, mother = (replace(one, phone="") for one in (pupil.father, pupil.mother))
        return replace(pupil, phone="", father=father, mother=mother)
    if name == "commune":
        return replace(pupil, address="", commune="", province="")
    return replace(pupil, ethnicity="")
