"""The words of the lock dialog: question, what is still missing in figures, the act. No Qt."""

from collections.abc import Sequence

from desktop.queries.conflicts import OpenConflict
from desktop.queries.lock_plan import LockPlan, LockScope
from desktop.rules.instants import moment, show_moment
from desktop.rules.locks import Lock, LockKind, LockReach, column_words
from desktop.rules.terms import Term

_MOST_NAMED = 6


def kinds_words(kinds: frozenset[LockKind]) -> str:
    """ĐĐGtx, ĐĐGgk, nhận xét – in the order of the book."""
    if kinds == frozenset(LockKind):
        return "toàn bộ sổ"
    return ", ".join(kind.label for kind in LockKind if kind in kinds)


def reach_words(plan: LockPlan, reach: LockReach, grade: int | None, reach_id: object) -> str:
    """Toàn trường, khối 6, lớp 6A, Toán · 6A."""
    if reach is LockReach.SCHOOL:
        return "toàn trường"
    if reach is LockReach.GRADE:
        return f"khối {grade}"
    if reach is LockReach.CLASS:
        name = next((n for key, n in plan.classes.items() if key == reach_id), "")
        return f"lớp {name}" if name else "một lớp không còn trong sổ"
    title = next((c.title for c in plan.courses if c.course_id == reach_id), "")
    return title or "một lớp–môn không còn trong sổ"


def question(plan: LockPlan, scope: LockScope) -> str:
    what = kinds_words(scope.kinds) or "sổ"
    where = reach_words(plan, scope.reach, scope.grade, scope.reach_id)
    return f"Khóa {what} của {where}?"


def consequence(plan: LockPlan, scope: LockScope) -> str:
    """What is still missing, and what the lock means."""
    gaps = plan.gaps(scope)
    if not scope.kinds:
        return "Chọn ít nhất một loại cột."
    after = "Sau khi khóa, muốn sửa phải mở khóa hoặc lập biên bản."
    if not gaps:
        return f"Mọi ô trong phần này đã đủ. {after}"
    named = ", ".join(f"{name} ({figure(cells)} ô)" for name, cells in gaps[:_MOST_NAMED])
    more = f" và {len(gaps) - _MOST_NAMED} lớp nữa" if len(gaps) > _MOST_NAMED else ""
    return f"Còn {len(gaps)} lớp chưa đủ: {named}{more}. {after}"


def figure(number: int) -> str:
    """A number as it is written in Vietnamese: 1.922."""
    return f"{number:,}".replace(",", ".")


def act_words(plan: LockPlan, scope: LockScope) -> str:
    if scope.reach is LockReach.COURSE:
        return f"Khóa {reach_words(plan, scope.reach, None, scope.reach_id)}"
    closed = plan.closed_by(scope)
    return f"Khóa lớp {closed[0]}" if len(closed) == 1 else f"Khóa {len(closed)} lớp"


def conflict_title(conflict: OpenConflict) -> str:
    """Which column, how many cells."""
    return f"{column_words(conflict.column)} · {conflict.book} ({conflict.cells} ô)"


def conflict_line(conflict: OpenConflict) -> str:
    """Who and who, since when."""
    since = f"{moment(conflict.since):%H:%M %d/%m}"
    return f"{conflict.refused} và {conflict.stands}, từ {since}"


def conflicts_head(conflicts: Sequence[OpenConflict]) -> str:
    """What is not agreed on yet, and what becomes of it."""
    return (
        f"Còn {len(conflicts)} cột mà hai người nhập khác nhau, chưa thống nhất. Khóa bây giờ thì "
        "sổ giữ giá trị đang có; giá trị kia được để lại, muốn ghi phải lập biên bản."
    )


def despite_words(conflicts: Sequence[OpenConflict]) -> str:
    """Said on its own, besides the lock itself."""
    cells = sum(conflict.cells for conflict in conflicts)
    return f"Vẫn khóa, giữ giá trị đang có trong sổ ở {cells} ô này"


def lock_title(plan: LockPlan, lock: Lock) -> str:
    """One lock in a list: what, where, which term."""
    where = reach_words(plan, lock.reach, lock.grade, lock.reach_id)
    return f"{where[:1].upper()}{where[1:]} · {kinds_words(lock.kinds)} · học kì {lock.term.name}"


def lock_line(lock: Lock) -> str:
    """Who, when, why, under what."""
    under = f" · QĐ {lock.decision}" if lock.decision else ""
    return f"{lock.by_name}, {show_moment(lock.at)} · {lock.reason}{under}"


def term_words(term: Term) -> str:
    return f"Học kì {term.name}"
