"""Knows the official list of ethnic groups (121-TCTK/PPCĐ, 1979) and how else they are written."""

import re
from typing import Final

from desktop.rules.names import fold

ETHNICITIES: Final = (
    "Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "Mông", "Dao", "Gia-rai", "Ngái",
    "Ê-đê", "Ba-na", "Xơ-đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra-glai",
    "Xtiêng", "Bru-Vân Kiều", "Thổ", "Giáy", "Cơ-tu", "Gié-Triêng", "Mạ", "Khơ-mú", "Co", "Ta-ôi",
    "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu-ru", "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ",
    "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu",
    "Ơ Đu", "Rơ-măm", "Người nước ngoài",
)  # fmt: skip
"""In the order of their codes: the code of Kinh is 01, of foreigners 55."""

_OTHERWISE: Final = {
    "Kinh": ("Việt", "Kinh (Việt)"),
    "Khơ-me": ("Khmer", "Khme", "Miên"),
    "Mông": ("H'Mông", "HMông", "Hơ Mông", "Mèo", "Mông (Mèo)"),
    "Gia-rai": ("Gia Lai", "Jrai", "Jarai", "Gia Rai (Jrai)"),
    "Ê-đê": ("Êđê", "Rađê", "Ra đê"),
    "Ba-na": ("Bahnar", "Banar"),
    "Xơ-đăng": ("Xê đăng", "Sê đăng", "Sơ đăng"),
    "Sán Chay": ("Cao Lan", "Sán Chỉ", "Cao Lan - Sán Chỉ", "Sán Chay (Cao Lan - Sán Chỉ)"),
    "Cơ-ho": ("K'Ho", "Kơ Ho", "Kho"),
    "Chăm": ("Chàm",),
    "Sán Dìu": ("San Dìu",),
    "Hrê": ("H'Rê",),
    "Mnông": ("M'Nông", "Mơ Nông"),
    "Ra-glai": ("Raglay", "Ra glay"),
    "Xtiêng": ("Stiêng", "S'tiêng", "X'tiêng"),
    "Bru-Vân Kiều": ("Bru", "Vân Kiều", "Bru Vân Kiều"),
    "Giáy": ("Nhắng",),
    "Cơ-tu": ("Ka tu", "Kơ tu", "Cà tu"),
    "Gié-Triêng": ("Giẻ Triêng", "Gié", "Triêng"),
    "Khơ-mú": ("Kh'mú", "Khmú"),
    "Co": ("Cor", "Kor"),
    "Ta-ôi": ("Tà ôi", "Pa cô"),
    "Chơ-ro": ("Châu ro",),
    "Xinh-mun": ("Sinh mun",),
    "La Chí": ("La Chỉ",),
    "Cơ Lao": ("Cờ Lao",),
    "Rơ-măm": ("Rơ mâm",),
    "Người nước ngoài": ("Nước ngoài", "Ngoại quốc"),
}
_SEPARATORS = re.compile(r"[\s\-'’.()]+")
_PREFIX = re.compile(r"^(?:dân tộc|dan toc|người|nguoi)\s+(?!nước|nuoc)", re.IGNORECASE)


def ethnicity(text: str) -> str | None:
    """The official name of what was written, however it was spelt; None when it is none of them."""
    return _KNOWN.get(_key(text)) or _KNOWN.get(_key(_PREFIX.sub("", text.strip())))


def ethnicity_code(name: str) -> str:
    """The two-digit code of an official name."""
    return f"{ETHNICITIES.index(name) + 1:02}"


def _key(text: str) -> str:
    return _SEPARATORS.sub("", fold(text))


_KNOWN: Final = {_key(name): name for name in ETHNICITIES} | {
    _key(spelling): name for name, spellings in _OTHERWISE.items() for spelling in spellings
}
