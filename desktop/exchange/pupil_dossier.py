"""Knows how all data of one pupil are written as JSON, for parents who ask for them (D-5)."""

import json
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from desktop.durable import write_durably
from desktop.exchange.saving import not_saved
from desktop.queries.pupil_dossier import PupilDossier, YearData
from desktop.rules.instants import show_moment

_GROUP: Final = ("dien", "so_giay_to", "tu_ngay", "den_ngay")
_CLASS: Final = ("nam_hoc", "lop", "vao_lop", "roi_lop", "li_do")
_TRANSFER: Final = ("viec", "ngay", "lop", "truong", "li_do", "so_quyet_dinh")
_CONSENT: Final = (
    "muc_dich", "gia_tri", "ngay", "nguoi_tra_loi", "hinh_thuc", "het_han", "rut_lai",
)  # fmt: skip
_MARK: Final = ("hoc_ki", "cot", "gia_tri")
_ABSENCE: Final = ("ngay", "buoi", "trang_thai", "ghi_chu")
_PAPER: Final = ("ten", "loai", "so_byte", "sha256")


def pupil_report(data: PupilDossier) -> dict[str, Any]:
    """The data as plain values; keys in Vietnamese without tones, values as on screen."""
    return {
        "truong": data.heading.school,
        "lap_luc": show_moment(data.made_at),
        "ho_va_ten": data.full_name,
        "lop": data.class_name,
        "ho_so": dict(data.profile),
        "dien_chinh_sach": _named(_GROUP, data.groups),
        "cac_lop": _named(_CLASS, data.classes),
        "chuyen_den_chuyen_di": _named(_TRANSFER, data.transfers),
        "dong_y_cua_gia_dinh": _named(_CONSENT, data.consents),
        "giay_to_dinh_kem": _named(_PAPER, data.papers),
        "nam_hoc": [_year(year) for year in data.years],
        "anh_jpeg_base64": b64encode(data.photo).decode(),
    }


def write_pupil_dossier(data: PupilDossier, path: Path) -> None:
    """Write the JSON file, whole or not at all. Raises Trouble."""
    text = json.dumps(pupil_report(data), ensure_ascii=False, indent=2)
    try:
        write_durably(path, text.encode(), private=True)
    except OSError as refused:
        path.with_name(path.name + ".new").unlink(missing_ok=True)
        raise not_saved(path, refused) from refused


def _named(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _year(year: YearData) -> dict[str, Any]:
    return {
        "nam_hoc": year.year,
        "lop": list(year.classes),
        "mon_hoc": [
            {
                "mon": subject.subject,
                "diem": _named(_MARK, subject.marks),
                "nhan_xet": [{"hoc_ki": term, "loi": text} for term, text in subject.comments],
            }
            for subject in year.subjects
        ],
        "ren_luyen": [
            {
                "hoc_ki": term.term,
                "muc": term.conduct,
                "nhan_xet": term.remark,
                "nghi_co_phep": term.excused,
                "nghi_khong_phep": term.unexcused,
            }
            for term in year.terms
        ],
        "diem_danh": _named(_ABSENCE, year.absences),
    }
