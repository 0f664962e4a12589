"""Made-up names, addresses and occupations, in the proportions of an ordinary school."""

from random import Random
from typing import Final

FAMILIES: Final = (
    *("Nguyễn",) * 30, *("Trần",) * 11, *("Lê",) * 9, *("Phạm",) * 7, *("Hoàng",) * 5,
    *("Phan",) * 5, *("Vũ",) * 4, *("Võ",) * 4, *("Đặng",) * 3, *("Bùi",) * 3, *("Đỗ",) * 3,
    "Hồ", "Ngô", "Dương", "Đinh", "Đoàn", "Lương", "Mai", "Trịnh", "Tạ", "Lâm", "Cao", "Ứng",
)  # fmt: skip
MIDDLES: Final = {
    "nu": ("Thị", "Thị Thu", "Thị Ngọc", "Ngọc", "Thanh", "Khánh", "Bảo", "Minh", "Gia", "Thảo",
           "Quỳnh", "Hoài", "Phương", "Tường", "Thị Kim"),
    "nam": ("Văn", "Đức", "Minh", "Quốc", "Gia", "Hoàng", "Tuấn", "Anh", "Thành", "Nhật", "Hữu",
            "Công", "Xuân", "Đình", "Bảo"),
}  # fmt: skip
GIVEN: Final = {
    "nu": ("Sen", "Lan", "Huệ", "Cúc", "Mai", "Đào", "Ngân", "Vy", "Trâm", "Yến", "Linh", "Thảo",
           "My", "Nhi", "Uyên", "Ánh", "Hà", "Ngọc", "Phượng", "Quyên", "Thư", "Châu", "Diễm",
           "Ân", "Bình", "Giang", "Hạnh", "Khuê", "Như", "Trúc"),
    "nam": ("Đức", "Tùng", "Trúc", "Sơn", "Hải", "Long", "Phúc", "Lộc", "Thọ", "Khang", "An",
            "Bảo", "Cường", "Dũng", "Huy", "Khoa", "Lâm", "Minh", "Nam", "Phong", "Quân",
            "Thái", "Thịnh", "Trí", "Việt", "Vinh", "Ấn", "Ước", "Đạt", "Kiên"),
}  # fmt: skip
HIGHLAND: Final = {  # Ê-đê names begin with H' or Y and end with the family's
    "nu": ("H'Lan", "H'Bia", "H'Ngân", "H'Sen"),
    "nam": ("Y Bình", "Y Khoa", "Y Thịnh", "Y Sơn"),
}
CLANS: Final = ("Niê", "Mlô", "Êban", "Ayŭn")
HAMLETS: Final = ("Thôn Đông", "Thôn Đoài", "Thôn Hạ", "Tổ 1", "Tổ 2", "Tổ 5", "Ấp Mới")
COMMUNES: Final = ("xã Hoa Sen", "xã Bình Minh", "phường Sông Xanh")
PROVINCE: Final = "tỉnh Hoa Sen"
BIRTH_PLACES: Final = ("Tỉnh Hoa Sen", "Tỉnh Bình Minh")
OCCUPATIONS: Final = (
    "Làm ruộng", "Làm rẫy", "Buôn bán", "Công nhân", "Thợ xây", "Thợ may", "Lái xe", "Giáo viên",
    "Nhân viên văn phòng", "Nội trợ", "Bộ đội", "Y tá", "Tự do",
)  # fmt: skip
FORMER_SCHOOLS: Final = ("THCS Bình Minh, xã Bình Minh", "THCS Sông Xanh, phường Sông Xanh")


def full_name(chance: Random, sex: str) -> str:
    """A name of family, middle and given name for "nam" or "nu"."""
    parts = (chance.choice(FAMILIES), chance.choice(MIDDLES[sex]), chance.choice(GIVEN[sex]))
    return " ".join(parts)


def highland_name(chance: Random, sex: str) -> str:
    return f"{chance.choice(HIGHLAND[sex])} {chance.choice(CLANS)}"


def phone(chance: Random) -> str:
    """A number of a range that no network has given out."""
    return f"0100{chance.randrange(1_000_000):06}"


def address(chance: Random) -> str:
    return f"{chance.choice(HAMLETS)}, {chance.choice(COMMUNES)}, {PROVINCE}"
