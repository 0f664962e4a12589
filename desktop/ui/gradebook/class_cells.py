"""How each cell of the class view looks, and its sentence."""

from typing import Final

from desktop.queries.class_view import ClassLine, ClassView, Note, NoteKind
from desktop.queries.conduct import ConductFact
from desktop.queries.courses import CourseFacts
from desktop.rules.grading_reasons import explain_level, explain_promotion
from desktop.rules.instants import show_moment
from desktop.rules.promotion import Decision, Title
from desktop.ui.gradebook.conduct_entry import EXCUSED
from desktop.ui.gradebook.course_cells import WHY
from desktop.ui.grid.sheet import EMPTY, CellView, State

OPEN: Final = "Mở lớp–môn"
_LOW: Final = 50
_NOTE_ICONS: Final = {
    NoteKind.LEFT: "ri.logout-box-r-line",
    NoteKind.JOINED: "ri.login-box-line",
    NoteKind.RAISED: "ri.arrow-up-line",
    NoteKind.MISSING: "ri.time-line",
}
_DECIDED: Final = {
    Decision.PROMOTED: "Lên lớp",
    Decision.PROMOTED_AFTER_SUMMER: "Lên (hè)",
    Decision.SUMMER: "trong hè",
    Decision.NOT_PROMOTED: "Ở lại",
    Decision.UNDECIDED: "chưa xét",
}
_TITLES: Final = {Title.XUAT_SAC: "Xuất sắc", Title.GIOI: "Giỏi"}


def subject_cell(line: ClassLine, course: CourseFacts) -> CellView:
    """A term's or year's result in one subject; what decided the level is underlined."""
    outcome = line.results.get(course.course_id)
    if outcome is None or outcome.is_missing:
        if line.pupil.has_left:
            return EMPTY
        teachers = ", ".join(course.teachers) or "chưa phân công"
        sentence = f"chưa đủ điểm môn {course.subject} · giáo viên: {teachers}"
        return CellView("thiếu", State.DUE, sentence, "", action=OPEN)
    decides = course.subject_code in line.deciding
    low = outcome.passed is False or (outcome.tenths is not None and outcome.tenths < _LOW)
    level = line.level.label if line.level is not None else ""
    sentence = f"môn quyết định mức {level}" if decides else "tự tính, không sửa trực tiếp"
    state = State.LOW if low or decides else State.NORMAL
    return CellView(outcome.shown, state, sentence, action=WHY)


def learning_cell(line: ClassLine) -> CellView:
    """The learning level, ↑ when it was raised by G-23."""
    if line.pupil.has_left and line.level is None:
        return CellView(state=State.COMPUTED)
    said = explain_level(line.learning)
    if line.level is None:
        first = said[0] if said else ""
        return CellView("chưa đủ", State.COMPUTED | State.INCOMPLETE, first, "", action=WHY)
    raised = State.RAISED if line.learning.adjusted else State.NORMAL
    return CellView(
        line.level.label,
        State.COMPUTED | raised,
        said[-1] if line.learning.adjusted else (said[1] if len(said) > 1 else said[0]),
        level=int(line.level),
        action=WHY,
    )


def conduct_cell(view: ClassView, line: ClassLine) -> CellView:
    """The conduct level: entered in a term, combined in the year (G-26)."""
    level = line.conduct.level
    state, said = _entry_state(view, line.conduct, there=level is not None)
    if view.when is None:
        if level is None:
            said = "Cả năm tính khi cả hai học kì đã có mức"
            return CellView("" if line.pupil.has_left else "chưa đủ",
                            State.COMPUTED | State.INCOMPLETE, said, "", action=WHY)  # fmt: skip
        return CellView(level.label, State.COMPUTED, said, level=int(level), action=WHY)
    if level is None:
        return CellView("", state, said)
    return CellView(level.label, state, said, level=int(level))


def number_cell(view: ClassView, line: ClassLine, key: str) -> CellView:
    """Sessions missed, with or without permission."""
    number = line.missed.excused if key == EXCUSED else line.missed.unexcused
    state, said = _entry_state(view, line.conduct, there=number is not None)
    if line.missed.from_rolls:
        state, said = State.COMPUTED, "cộng từ điểm danh hằng ngày"
    elif view.when is None:
        state, said = State.NORMAL, "cộng hai học kì"
    return CellView("" if number is None else str(number), state, said)


def remark_cell(view: ClassView, line: ClassLine) -> CellView:
    """The homeroom teacher's remark; where there is none, the notes on this pupil."""
    state, said = _entry_state(view, line.conduct, there=bool(line.conduct.remark))
    notes = " · ".join(note.text for note in line.notes)
    said = " · ".join(part for part in (notes, said) if part)
    if line.conduct.remark or not line.notes:
        return CellView(line.conduct.remark, state, said)
    note = line.notes[0]
    tone = State.DUE if note.kind is NoteKind.MISSING else State.MUTED
    return CellView(notes, state | tone, said, "", icon=_note_icon(note))


def _note_icon(note: Note) -> str:
    return _NOTE_ICONS[note.kind]


def _entry_state(view: ClassView, fact: ConductFact, *, there: bool) -> tuple[int, str]:
    """Who wrote the line down is told only of what is `there`: its fields share one author."""
    written = there and fact.entered_by
    by = f"{fact.entered_by} ghi lúc {show_moment(fact.entered_at)}" if written else ""
    if view.conduct_lock:
        return State.LOCKED, view.conduct_lock_sentence
    if not view.may_rate_conduct and view.when is not None:
        who = ", ".join(view.homeroom) or "chưa phân công"
        said = f"giáo viên chủ nhiệm nhập ({who})"
        return State.NORMAL, " · ".join(part for part in (by, said) if part)
    return State.NORMAL, by


def title_cell(line: ClassLine) -> CellView:
    if line.title is None:
        return EMPTY
    return CellView(_TITLES[line.title], sentence=str(line.title.value))


def promotion_cell(line: ClassLine) -> CellView:
    if line.promotion is None or line.pupil.has_left:
        return EMPTY
    decision = line.promotion.decision
    open_still = decision in (Decision.UNDECIDED, Decision.SUMMER)
    said = " ".join(explain_promotion(line.promotion)[1:])
    state = State.DUE if open_still else State.NORMAL
    return CellView(_DECIDED[decision], state, said, action=WHY)
