"""One purpose for a whole class: each family's answer is typed; who is left blank stays so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from desktop.queries.consents import RegisterLine, needs_childs_say
from desktop.rules.consents import GivenBy, Purpose
from desktop.rules.names import fold
from desktop.ui.consents.book import ConsentsBook
from desktop.ui.grid.sheet import CellView, Column, Edit, Kind, Outcome, Result, RowHead, State

ANSWER, CHILD, RELATION, GIVEN_BY, NOTE = "answer", "child", "relation", "given_by", "note"
YES, NO = "đồng ý", "không đồng ý"
_YES_WORDS: Final = ("d", "c", "co", "1")
_NO_WORDS: Final = ("k", "0")


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed in a line; None: nothing."""

    agreed: bool | None = None
    child: bool | None = None
    relation: GivenBy | None = None
    given_by: str = ""


class QuickSheet:
    """Typing writes nothing yet; `answers` are the lines in which all stands that is needed."""

    def __init__(self, book: ConsentsBook, purpose: Purpose, lines: Sequence[RegisterLine]) -> None:
        self.book, self.purpose, self.lines = book, purpose, tuple(lines)
        self.said = [Said() for _ in lines]
        self.refused = dict[UUID, str]()
        self._past: list[list[Said]] = []
        self._future: list[list[Said]] = []
        relations = tuple(one.label for one in GivenBy)
        self._columns = (
            Column("number", "STT", Kind.NUMBER, 48, editable=False, frozen=True),
            Column("name", "Họ và tên", Kind.NAME, 180, editable=False, frozen=True),
            Column(ANSWER, "Gia đình", Kind.WORD, 120, choices=(YES, NO)),
            Column(CHILD, "Ý kiến của em", Kind.WORD, 120, choices=(YES, NO)),
            Column(RELATION, "Ai trả lời", Kind.WORD, 120, choices=relations),
            Column(GIVEN_BY, "Họ tên người trả lời", Kind.TEXT, 180),
            Column(NOTE, "Còn thiếu", Kind.TEXT, 160, editable=False),
        )

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def rows(self) -> Sequence[RowHead]:
        return [RowHead(line.pupil.student_id, line.pupil.full_name) for line in self.lines]

    def asks_child(self, row: int) -> bool:
        """Whether this pupil has an own say."""
        return needs_childs_say(self.lines[row], self.purpose, self.book.today)

    def cell(self, row: int, column: int) -> CellView:
        said, pupil = self.said[row], self.lines[row].pupil
        key = self._columns[column].key
        if key == NOTE:
            why = self.refused.get(pupil.student_id) or self.lacks(row)
            return CellView(why, State.DUE if why else State.NORMAL, sentence=why)
        if key == CHILD and not self.asks_child(row):
            return CellView(state=State.HATCHED, sentence="em không cần được hỏi riêng về việc này")
        text = {
            "number": str(pupil.number), "name": pupil.full_name, ANSWER: _word(said.agreed),
            CHILD: _word(said.child), RELATION: said.relation.label if said.relation else "",
            GIVEN_BY: said.given_by,
        }[key]  # fmt: skip
        return CellView(text)

    def lacks(self, row: int) -> str:
        """What a line with an answer still needs; "" also for a line left blank."""
        said = self.said[row]
        if said == Said():
            return ""
        wanted = (
            (said.agreed is not None, "gia đình trả lời thế nào"),
            (said.child is not None or not self.asks_child(row) or not said.agreed,
             "ý kiến của em"),
            (said.relation is not None, "ai trả lời"),
            (bool(said.given_by), "họ tên"),
        )  # fmt: skip
        return ", ".join(words for there, words in wanted if not there)

    @property
    def answers(self) -> list[tuple[RegisterLine, Said]]:
        """The lines that can be written."""
        return [
            (line, self.said[row])
            for row, line in enumerate(self.lines)
            if self.said[row] != Said() and not self.lacks(row)
        ]

    @property
    def unready(self) -> int:
        """How many lines have something, but not all."""
        return sum(bool(self.lacks(row)) for row in range(len(self.lines)))

    # ---- typing

    def commit(self, edits: Sequence[Edit]) -> Sequence[Outcome]:
        before = list(self.said)
        outcomes = [self._set(edit) for edit in edits]
        if before != self.said:
            self._past.append(before)
            self._future.clear()
        return outcomes

    def _set(self, edit: Edit) -> Outcome:
        key, text = self._columns[edit.column].key, " ".join(edit.text.split())
        said = self.said[edit.row]
        if key in (ANSWER, CHILD):
            value = read_answer(text)
            if text and value is None:
                return _refused(edit, f"“{text}” chưa rõ. Gõ đ là đồng ý, k là không đồng ý.")
            changes = {"agreed": value} if key == ANSWER else {"child": value}
            self.said[edit.row] = replace(said, **changes)  # type: ignore[arg-type]
        elif key == RELATION:
            who = read_giver(text)
            if text and who is None:
                return _refused(edit, f"“{text}” chưa rõ. Gõ cha, mẹ, người giám hộ, học sinh.")
            self.said[edit.row] = replace(said, relation=who, given_by=self._name(edit.row, who))
        else:
            self.said[edit.row] = replace(said, given_by=text)
        return Outcome(edit.row, edit.column)

    def _name(self, row: int, who: GivenBy | None) -> str:
        """From the profile, where it is known; a name that was typed stays."""
        pupil, typed = self.lines[row].pupil, self.said[row].given_by
        known = {one: self.book.giver(pupil.student_id, one) for one in GivenBy}
        known[GivenBy.SELF] = pupil.full_name
        if who is None or (typed and typed not in known.values()):
            return typed
        return known[who]

    def undo(self) -> str | None:
        return self._turn(self._past, self._future, "Đã bỏ phần vừa gõ.")

    def redo(self) -> str | None:
        return self._turn(self._future, self._past, "Đã làm lại.")

    def _turn(self, one: list[list[Said]], other: list[list[Said]], told: str) -> str | None:
        if not one:
            return None
        other.append(list(self.said))
        self.said = one.pop()
        return told


def read_answer(text: str) -> bool | None:
    """Đ, đồng ý, có: yes; k, không: no; None for what is neither."""
    typed = fold(text)
    if typed in _YES_WORDS or (typed and fold(YES).startswith(typed)):
        return True
    if typed in _NO_WORDS or (typed and fold(NO).startswith(typed)):
        return False
    return None


def read_giver(text: str) -> GivenBy | None:
    """Cha, c, bố; mẹ, m; người giám hộ, g; học sinh, h."""
    typed = fold(text)
    if typed in ("bo", "ba"):
        return GivenBy.FATHER
    if typed in ("g", "giam ho"):
        return GivenBy.GUARDIAN
    return next((one for one in GivenBy if typed and fold(one.label).startswith(typed)), None)


def _word(value: bool | None) -> str:
    return "" if value is None else YES if value else NO


def _refused(edit: Edit, sentence: str) -> Outcome:
    return Outcome(edit.row, edit.column, Result.REFUSED, sentence)
