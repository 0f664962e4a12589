"""What a card says of a pupil in words: age, standing, gaps, masked numbers, the year in short."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop.commands.pupil import Parent, Pupil
from desktop.queries.absence_totals import Missed
from desktop.queries.pupil_card import PupilCard
from desktop.queries.pupil_glance import YearGlance
from desktop.rules.profile import Minimum, ProfileField
from desktop.rules.terms import Term

RELATION_WORDS: Final = {"mother": "Mẹ", "father": "Bố", "guardian": "Người giám hộ"}
_SEX: Final = {"nam": "nam", "nu": "nữ"}
_SHOWN_AT_ENDS: Final = 2, 3
_NAMED: Final = 2


def initials(full_name: str) -> str:
    """ND of Trịnh Ngọc Diệp."""
    return "".join(word[0] for word in full_name.split()[-2:]).upper()


def masked(phone: str) -> str:
    """09•• ••• 218: whoever looks over the shoulder learns nothing."""
    first, last = _SHOWN_AT_ENDS
    if len(phone) <= first + last:
        return phone
    return f"{phone[:first]}•• ••• {phone[-last:]}"


def age(born: date, today: date) -> int:
    """In whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def head_line(card: PupilCard, today: date) -> str:
    """Lớp 6A · số 10 · nữ · 11 tuổi · chuyển đến 02/11."""
    pupil = card.pupil
    if pupil is None:
        return ""
    parts = [f"Lớp {card.class_name}", f"số {card.number}"]
    if pupil.sex:
        parts.append(_SEX[pupil.sex])
    if pupil.birth_date and pupil.birth_date <= today:
        parts.append(f"{age(pupil.birth_date, today)} tuổi")
    if pupil.joined_on:
        parts.append(f"chuyển đến {short_day(pupil.joined_on, today)}")
    return " · ".join(parts)


def short_day(day: date, today: date) -> str:
    """dd/mm, with the year where it is another."""
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"


def standing(pupil: Pupil, today: date) -> str:
    """Đang học, or since when and why not."""
    if pupil.left_on is None:
        return "Đang học"
    return f"{pupil.leave_reason or 'Rời lớp'} {short_day(pupil.left_on, today)}"


def gaps_words(missing: Sequence[Minimum]) -> str:
    """Thiếu 2 mục."""
    return f"Thiếu {len(missing)} mục" if missing else "Hồ sơ đủ"


def gap_sentences(card: PupilCard, due: date | None, today: date) -> dict[ProfileField, str]:
    """What stands below a field that the minimum asks for and that is empty (T-16)."""
    when = ""
    if due is not None:
        word = "cần có trước" if due >= today else "đã quá hạn"
        when = f", {word} {short_day(due, today)}"
    return {one.fields[0]: f"Còn thiếu {one.label}{when}" for one in card.missing}


def parent_words(parent: Parent) -> str:
    """Hoàng Thị Mến · 09•• ••• 218 · công nhân may."""
    parts = (parent.full_name, masked(parent.phone) if parent.phone else "", parent.occupation)
    return " · ".join(part for part in parts if part)


def missed_words(missed: Missed) -> str:
    """1 buổi có phép, 0 không phép."""
    if missed.total is None:
        return "chưa có số liệu"
    said = f"{missed.excused or 0} buổi có phép, {missed.unexcused or 0} không phép"
    return f"{said}, {missed.late} lần đi muộn" if missed.late else said


def marks_words(glance: YearGlance, term: Term) -> str:
    """đủ 11/12 môn; chờ Công nghệ."""
    waiting = [
        one.course.subject
        for one in glance.subjects
        if term not in one.results or one.results[term].is_missing
    ]
    count = len(glance.subjects)
    said = f"đủ {count - len(waiting)}/{count} môn"
    if not waiting:
        return said
    more = f" và {len(waiting) - _NAMED} môn khác" if len(waiting) > _NAMED else ""
    return f"{said}; chờ {', '.join(waiting[:_NAMED])}{more}"
