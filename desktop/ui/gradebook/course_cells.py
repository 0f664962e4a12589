"""How each cell of a course sheet looks, and the sentence that says the same in words."""

from dataclasses import replace
from datetime import date
from typing import Final

from desktop.queries.gradebook import CellFact, ColumnFact, CommentFact, CourseSheet
from desktop.queries.own_entries import OwnEntry, OwnState
from desktop.queries.pupils import ClassPupil
from desktop.queries.results import Outcome
from desktop.rules.instants import show_day, show_moment
from desktop.rules.marks import Mark, MarkState, is_regular, show_mark
from desktop.rules.terms import Assessment
from desktop.ui.gradebook.kept import Kept, KeptAs, ways_out
from desktop.ui.grid.sheet import EMPTY, CellView, State

WHY: Final = "Vì sao?"
HISTORY: Final = "Lịch sử"
_LOW: Final = 50
_LONGEST_SHOWN: Final = 60
_KEPT_STATE: Final = {
    KeptAs.TYPED: State.INVALID,
    KeptAs.CONFLICT: State.CONFLICT,
    KeptAs.REFUSED: State.REFUSED,
}
CHOOSE: Final = "Chọn giá trị"
DROP: Final = "Bỏ chữ đã gõ"
DECIDE: Final = "Cần xử lý"
_BROUGHT_IN: Final = "điểm chuyển đến, văn phòng đối chiếu học bạ rồi sửa"


def mark_cell(
    fact: CellFact | None, column: ColumnFact, *, history: bool = False, closed: str = ""
) -> CellView:
    """A mark, a make-up, a 0, an empty cell; `closed` says why this person may not type here."""
    mark = fact.mark if fact else None
    state, sentence = _mark_state(mark)
    if column.lock:
        state, said = state | State.LOCKED, column.lock_sentence
    elif closed:
        state, said = state | State.LOCKED, closed
    else:
        said = _empty_sentence(column) if mark is None else ""
    # a lock is told first: the line is short, and it says what to do
    parts = (said, sentence, _entered(fact)) if column.lock else (sentence, _entered(fact), said)
    revised = fact is not None and fact.revisions > 0
    return CellView(
        text=_shown(mark, column),
        state=state,
        sentence=" · ".join(part for part in parts if part),
        action=HISTORY if history and (mark is not None or revised) else "",
        source=show_mark(mark),
        aside="" if mark or not fact or not fact.revisions else "Ô này đã từng có điểm",
    )


def closed_sentence(sheet: CourseSheet, mark: Mark | None) -> str:
    """Why this person may not type into a cell that is not locked."""
    if sheet.may_bring_in:
        own = sheet.may_enter or mark is None or mark.brought_in
        return "" if own else sheet.read_only_reason
    if not sheet.may_enter:
        return sheet.read_only_reason
    return _BROUGHT_IN if mark is not None and mark.brought_in else ""


def _shown(mark: Mark | None, column: ColumnFact) -> str:
    """The day of a make-up has no room in a narrow regular column; the sentence has it."""
    waits = mark is not None and mark.state is MarkState.MAKEUP
    return "bù" if waits and is_regular(column.column) else show_mark(mark)


def _mark_state(mark: Mark | None) -> tuple[int, str]:
    if mark is None:
        return State.NORMAL, ""
    state = State.BROUGHT_IN if mark.brought_in else State.NORMAL
    sentence = "điểm chuyển đến" if mark.brought_in else ""
    if mark.state is MarkState.MAKEUP:
        until = f", hạn {show_day(mark.due)}" if mark.due else ""
        why = f" ({mark.reason})" if mark.reason else ""
        return state | State.MAKEUP, f"chờ kiểm tra bù{until}{why}"
    if mark.state is MarkState.ZERO:
        why = f" ({mark.reason})" if mark.reason else ""
        counts = "0" if mark.passed is None else "Chưa đạt"
        return state | State.ZERO, f"không kiểm tra bù, tính {counts}{why}"
    return state, sentence


def _entered(fact: CellFact | None) -> str:
    if fact is None or fact.mark is None:
        return ""
    revised = f", đã sửa {fact.revisions} lần" if fact.revisions else ""
    return f"{fact.entered_by} nhập lúc {show_moment(fact.entered_at)}{revised}"


def _empty_sentence(column: ColumnFact) -> str:
    """Until when; that nothing is entered the cell line says of every empty cell."""
    if column.deadline is None:
        return ""
    passed = "quá hạn" if column.overdue else "hạn"
    return f"{passed} {show_day(column.deadline.day)}"


def kept_cell(under: CellView, kept: Kept, assessment: Assessment | None) -> CellView:
    """A text that could not be written, over what stands in the book."""
    state = _KEPT_STATE[kept.why]
    short = _shortened(kept.text)
    if kept.why is KeptAs.REFUSED:
        said = f"Đã gõ {short}. {kept.sentence}"
        return CellView(under.text, under.state | state, said, under.text, action=DROP)
    if kept.why is KeptAs.CONFLICT:
        theirs = under.text or "ô trống"
        return CellView(f"{short}|{theirs}", state, kept.sentence, kept.text, action=CHOOSE)
    ways = ways_out(kept.text, assessment) if assessment is not None else ()
    return CellView(short, state, kept.sentence, kept.text, ways=ways)


def own_cell(under: CellView, own: OwnEntry | None) -> CellView:
    """What the server has not taken yet, or not taken at all, over what stands in the book."""
    if own is None:
        return under
    if own.state is OwnState.WAITING:
        said = " · ".join(part for part in (under.sentence, "chờ gửi lên máy chủ") if part)
        return replace(under, state=under.state | State.WAITING, sentence=said)
    mine = _shortened(own.words) or "để trống"
    if own.state is OwnState.DRAFT and under.plain == own.words:
        return under  # it stands there by now
    if own.state is OwnState.CONFLICT:
        text = f"{mine}|{under.text or 'ô trống'}"
        return CellView(text, State.CONFLICT, own.sentence, under.plain, action=DECIDE)
    if own.state is OwnState.DRAFT:
        said = f"Giữ lại chờ lập biên bản: {mine}. {own.sentence}"
        return replace(under, state=under.state | State.DRAFT, sentence=said, action=DECIDE)
    said = f"Máy chủ không ghi: {mine}. {own.sentence}"
    return replace(under, state=under.state | State.REFUSED, sentence=said, action=DECIDE)


def _shortened(text: str) -> str:
    line = " ".join(text[: 2 * _LONGEST_SHOWN].split())
    return line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN].rstrip() + "…"


def result_cell(outcome: Outcome | None, name: str, *, waits: bool = False) -> CellView:
    """An average or a verdict; `waits` while a conflict in the row is not decided."""
    if waits:
        return CellView(
            "chờ chọn", State.COMPUTED | State.INCOMPLETE,
            "Có ô đang chờ chọn giá trị, chọn xong sẽ tính.", "",
        )  # fmt: skip
    if outcome is None or outcome.is_missing:
        missing = outcome.lines[0] if outcome and outcome.lines else ""
        return CellView("chưa đủ", State.COMPUTED | State.INCOMPLETE, missing, "", action=WHY)
    low = outcome.passed is False or (outcome.tenths is not None and outcome.tenths < _LOW)
    counted = len(outcome.why.inputs) if outcome.why else 0
    return CellView(
        outcome.shown,
        State.COMPUTED | (State.LOW if low else State.NORMAL),
        f"{name} tự tính từ {counted} giá trị, không sửa trực tiếp",
        action=WHY,
    )


def comment_cell(
    pupil: ClassPupil, comment: CommentFact | None, *, locked: str = "", closed: str = ""
) -> CellView:
    """The comment; where there is none, why the pupil came or left."""
    state = State.LOCKED if locked or closed else State.NORMAL
    if comment is not None:
        by = f"{comment.entered_by} ghi lúc {show_moment(comment.entered_at)}"
        said = " · ".join(part for part in (by, locked or closed) if part)
        return CellView(comment.text, state, said)
    moved, icon = _moved(pupil)
    sentence = locked or closed or (moved and "chưa có nhận xét") or ""
    if not moved:
        return CellView(state=state, sentence=sentence)
    return CellView(moved, state | State.MUTED, sentence, "", icon=icon)


def _moved(pupil: ClassPupil) -> tuple[str, str]:
    if pupil.left_on is not None:
        why = f" ({pupil.leave_reason})" if pupil.leave_reason else ""
        return f"Rời lớp {_short_day(pupil.left_on)}{why}", "ri.logout-box-r-line"
    if pupil.joined_on is not None:
        origin = f" từ {pupil.came_from}" if pupil.came_from else ""
        return f"Chuyển đến {_short_day(pupil.joined_on)}{origin}", "ri.login-box-line"
    return "", ""


def _short_day(day: date) -> str:
    return f"{day:%d/%m}"


def plain_cell(text: str) -> CellView:
    """STT and name."""
    return CellView(text) if text else EMPTY
