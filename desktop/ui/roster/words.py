"""What is said of a class list: a pupil's standing, facts of the head, totals of the foot."""

from collections.abc import Sequence

from desktop.commands.pupil import Pupil
from desktop.queries.roster import ClassList, RosterLine


def status_words(pupil: Pupil) -> tuple[str, str]:
    """Words and icon: Đang học · Chuyển đến 02/11 · Chuyển khỏi trường 30/10/2026."""
    if pupil.left_on is not None:
        return f"{pupil.leave_reason or 'Rời lớp'} {pupil.left_on:%d/%m/%Y}", "ri.logout-box-r-line"
    if pupil.joined_on is not None:
        return f"Chuyển đến {pupil.joined_on:%d/%m/%Y}", "ri.login-box-line"
    return "Đang học", ""


def note_words(pupil: Pupil) -> str:
    """The note of the short list, after what the book says: Chuyển đến 02/11 · Cận thị."""
    told = ""
    if pupil.left_on is not None:
        told = f"{pupil.leave_reason or 'Rời lớp'} {pupil.left_on:%d/%m}"
    elif pupil.joined_on is not None:
        told = f"Chuyển đến {pupil.joined_on:%d/%m}"
    return " · ".join(part for part in (told, pupil.note) if part)


def head_facts(facts: ClassList) -> str:
    """41 học sinh · 23 nữ · chủ nhiệm: Nguyễn Thị Hà; the year stands beside the class."""
    girls = sum(line.pupil.sex == "nu" for line in facts.lines if not line.has_left)
    parts = [f"{facts.present} học sinh", f"{girls} nữ"]
    if facts.homeroom:
        parts.append(f"chủ nhiệm: {', '.join(facts.homeroom)}")
    return " · ".join(parts)


def totals(facts: ClassList, shown: Sequence[RosterLine]) -> str:
    """41 học sinh · 23 nữ · 18 nam · 1 em đã rời lớp · 3 em chưa có ngày sinh."""
    present = [line.pupil for line in facts.lines if not line.has_left]
    girls = sum(pupil.sex == "nu" for pupil in present)
    boys = sum(pupil.sex == "nam" for pupil in present)
    parts = [f"{len(present)} học sinh", f"{girls} nữ", f"{boys} nam"]
    unsaid = len(present) - girls - boys
    counted = (
        (unsaid, "em chưa ghi giới tính"),
        (len(facts.lines) - len(present), "em đã rời lớp"),
        (sum(pupil.birth_date is None for pupil in present), "em chưa có ngày sinh"),
        (sum(not pupil.code for pupil in present), "em chưa có mã học sinh"),
        (sum(not pupil.moet_id for pupil in present), "em chưa có mã định danh"),
    )
    parts += [f"{count} {words}" for count, words in counted if count]
    if len(shown) < len(facts.lines):
        parts.insert(0, f"Đang lọc: {len(shown)}/{len(facts.lines)} dòng")
    return " · ".join(parts)
