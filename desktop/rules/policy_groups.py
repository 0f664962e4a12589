"""Knows the groups of pupils who are given preference, and how else they are written."""

from typing import Final

from desktop.rules.names import fold

POLICY_GROUPS: Final = (
    "Con liệt sĩ", "Con thương binh", "Con bệnh binh", "Con người hưởng chính sách như thương binh",
    "Con gia đình có công", "Hộ nghèo", "Hộ cận nghèo", "Khuyết tật", "Dân tộc thiểu số", "Mồ côi",
    "Vùng đặc biệt khó khăn", "Bảo trợ xã hội",
)  # fmt: skip

_OTHERWISE: Final = {
    "con tb": "Con thương binh", "con ls": "Con liệt sĩ", "con bb": "Con bệnh binh",
    "thuong binh": "Con thương binh", "liet si": "Con liệt sĩ", "benh binh": "Con bệnh binh",
    "con liet sy": "Con liệt sĩ", "hn": "Hộ nghèo", "hcn": "Hộ cận nghèo", "ngheo": "Hộ nghèo",
    "can ngheo": "Hộ cận nghèo", "kt": "Khuyết tật", "dtts": "Dân tộc thiểu số",
    "gia dinh co cong": "Con gia đình có công", "con gd co cong": "Con gia đình có công",
    "gd co cong": "Con gia đình có công", "vung dbkk": "Vùng đặc biệt khó khăn",
    "hs khuyet tat": "Khuyết tật", "con ho ngheo": "Hộ nghèo", "khong": "",
}  # fmt: skip
_KNOWN: Final = _OTHERWISE | {fold(group): group for group in POLICY_GROUPS}


def policy_group(text: str) -> str | None:
    """The group that was written, "" for `không`; None for what is none of them."""
    return _KNOWN.get(fold(text))


def split_groups(text: str) -> tuple[str, ...]:
    """The groups of one cell, each once: they stand with commas or semicolons between."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def join_groups(names: tuple[str, ...]) -> str:
    """One cell of them: those of the official list in its order, the others after."""
    place = {name: n for n, name in enumerate(POLICY_GROUPS)}
    return ", ".join(sorted(dict.fromkeys(names), key=lambda name: (place.get(name, 99), name)))
