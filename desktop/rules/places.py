"""Knows the provinces and communes since 1 July 2025 (two tiers), by their exact names."""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from desktop.rules.names import fold, nfc

_LIST: Final = "vietnam_provinces"
_KINDS: Final = re.compile(r"^(?:thanh pho|tp|tinh|t|phuong|p|xa|x|dac khu|thi tran|tt)[. ]+(?=\S)")
_WITH_KIND: Final = ("Thành phố ", "Tỉnh ")


@dataclass(frozen=True, slots=True)
class Commune:
    """A xã, phường or đặc khu, with its kind in front: Xã Ea Ktur."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Province:
    """A tỉnh or thành phố, with its kind in front: Tỉnh Đắk Lắk. `communes` by name."""

    code: str
    name: str
    communes: tuple[Commune, ...] = ()
    by_name: dict[str, Commune] = field(default_factory=dict, compare=False, repr=False)

    def commune(self, text: str) -> Commune | None:
        """The commune that was written; None when there is none, or several without tones.

        With or without its kind. Some provinces have two that differ by a tone alone (Xã Sơn Hà
        and Xã Sơn Hạ): those are told apart by their exact writing.
        """
        found = (self.by_name.get(key) for key in (_exact(text), fold(text), _bare(text)))
        return next((one for one in found if one is not None), None)


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """All of them, in the order of their codes.

    The file is read without importing the package, whose modules hold each unit once more.
    """
    spec = find_spec(_LIST)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(_LIST)
    path = Path(spec.origin).parent / "data" / "nested-divisions.json"
    units = json.loads(path.read_text(encoding="utf-8"))
    return tuple(_province(unit) for unit in sorted(units, key=lambda unit: int(unit["code"])))


def province(text: str) -> Province | None:
    """The province that was written, with or without its kind; None for one of before 2025."""
    known = _provinces_by_name()
    return known.get(fold(text)) or known.get(_bare(text))


def commune(province_name: str, text: str) -> Commune | None:
    """The commune of that name in that province."""
    within = province(province_name)
    return within.commune(text) if within else None


def whole_address(line: str, commune_name: str, province_name: str) -> str:
    """The address on one line, kinds with a small letter: Tổ 2, phường Trà Bá, tỉnh Gia Lai."""
    units = (name[:1].lower() + name[1:] for name in (commune_name, province_name))
    return ", ".join(part for part in (line.strip(), *units) if part)


@lru_cache(maxsize=1)
def _provinces_by_name() -> dict[str, Province]:
    known = {_bare(unit.name): unit for unit in provinces()}
    return known | {fold(unit.name): unit for unit in provinces()}


def _province(unit: dict[str, Any]) -> Province:
    name = str(unit["name"])
    if not name.startswith(_WITH_KIND):
        kind = str(unit["division_type"])
        name = f"{kind[:1].upper()}{kind[1:]} {name}"
    communes = tuple(
        Commune(f"{int(ward['code']):05}", str(ward["name"])) for ward in unit["wards"]
    )
    return Province(
        f"{int(unit['code']):02}",
        name,
        tuple(sorted(communes, key=lambda one: fold(one.name))),
        _communes_by_name(communes),
    )


def _communes_by_name(communes: tuple[Commune, ...]) -> dict[str, Commune]:
    """By exact name, and without tones or kind where only one commune is so called."""
    loose: dict[str, set[Commune]] = {}
    for one in communes:
        for key in {fold(one.name), _bare(one.name)}:
            loose.setdefault(key, set()).add(one)
    known = {key: next(iter(ones)) for key, ones in loose.items() if len(ones) == 1}
    return known | {_exact(one.name): one for one in communes}


def _exact(text: str) -> str:
    """Told from the keys without tones by the mark in front."""
    return f"={' '.join(nfc(text).casefold().split())}"


def _bare(text: str) -> str:
    return _KINDS.sub("", fold(text))
