"""Classes, subjects and teams as sheets of records, and what typing into them means."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from desktop.commands.classes import ClassFacts, EditClass
from desktop.commands.subjects import EditSubject, SubjectFacts
from desktop.queries.subject_list import ClassLine, SubjectDesk, SubjectLine
from desktop.rules.names import fold, tidy_name
from desktop.rules.terms import Assessment
from desktop.ui.admin.records import Change, Kind
from desktop.ui.grid.sheet import CellView, Column, RowHead, State
from desktop.ui.grid.sheet import Kind as Standing

ASSESSMENTS: Final = {Assessment.SCORE: "điểm số", Assessment.COMMENT: "nhận xét (Đ/CĐ)"}
_YES, _NO = "có", "không"


def _show_class(line: ClassLine, key: str) -> CellView:
    if key == "homeroom" and not line.homeroom:
        return CellView("chưa phân công", State.DUE, "Phân công ở trang Cán bộ.")
    return CellView(
        {
            "name": line.facts.name, "grade": str(line.facts.grade), "pupils": str(line.pupils),
            "courses": str(line.courses), "homeroom": ", ".join(line.homeroom),
        }[key]
    )  # fmt: skip


def _change_class(line: ClassLine, key: str, text: str) -> Change:
    if key == "grade" and not text.isdecimal():
        return f"“{text}” chưa được ghi. Khối là một số từ 1 đến 12."
    name = tidy_name(text) if key == "name" else line.facts.name
    facts = ClassFacts(int(text) if key == "grade" else line.facts.grade, name)
    return None if facts == line.facts else EditClass(class_id=line.class_id, facts=facts)


CLASSES: Final[Kind[ClassLine]] = Kind(
    columns=(
        Column("name", "Lớp", Standing.NAME, 120, frozen=True, max_length=20),
        Column("grade", "Khối", Standing.WORD, 80, max_length=2),
        Column("pupils", "Học sinh", Standing.NUMBER, 90, editable=False),
        Column("courses", "Số môn", Standing.NUMBER, 90, editable=False),
        Column("homeroom", "Giáo viên chủ nhiệm", Standing.TEXT, 260, editable=False),
    ),
    head=lambda line: RowHead(line.class_id, line.facts.name),
    show=_show_class,
    change=_change_class,
)


def subject_kind(desk: SubjectDesk) -> Kind[SubjectLine]:
    """The columns of subjects; teams are chosen among those of the school."""
    teams = dict(desk.teams)
    words = tuple(ASSESSMENTS.values())

    def show(line: SubjectLine, key: str) -> CellView:
        facts = line.facts
        team = teams.get(facts.team_id, "") if facts.team_id else ""
        note = "dấu | là chỗ xuống dòng ở đầu cột hẹp" if key == "short" else ""
        return CellView(
            {
                "position": str(facts.position), "name": facts.name,
                "short": facts.short_name, "code": facts.code,
                "assessment": ASSESSMENTS[facts.assessment],
                "ranked": _YES if facts.ranked else _NO, "team": team,
                "courses": str(line.courses),
            }[key],
            sentence=note,
        )  # fmt: skip

    def change(line: SubjectLine, key: str, text: str) -> Change:
        facts = _changed(line, key, text, teams)
        if isinstance(facts, str):
            return facts
        same = facts == line.facts
        return None if same else EditSubject(subject_id=line.subject_id, facts=facts)

    columns = (
        Column("position", "Thứ tự", Standing.NUMBER, 70, max_length=3),
        Column("name", "Môn", Standing.NAME, 240, max_length=80),
        Column("short", "Tên ngắn", Standing.TEXT, 130, max_length=30),
        Column("code", "Mã", Standing.TEXT, 90, max_length=16),
        Column("assessment", "Đánh giá bằng", Standing.TEXT, 150, choices=words),
        Column("ranked", "Tính xếp loại", Standing.WORD, 110, choices=(_YES, _NO)),
        Column("courses", "Số lớp học", Standing.NUMBER, 90, editable=False),
        Column("team", "Tổ", Standing.TEXT, 140, choices=tuple(teams.values())),
    )
    return Kind(columns, lambda line: RowHead(line.subject_id, line.facts.name), show, change)


def _changed(
    line: SubjectLine, key: str, text: str, teams: Mapping[UUID, str]
) -> SubjectFacts | str:
    """The facts with one of them changed, or why not."""
    typed = tidy_name(text)
    if key == "team":
        return _with_team(line.facts, typed, teams)
    if key in _READERS:
        name, read, said = _READERS[key]
        value = read(typed)
        if value is None:
            return f"“{text}” chưa được ghi. {said}"
        return msgspec.structs.replace(line.facts, **{name: value})
    name = {"name": "name", "short": "short_name", "code": "code"}[key]
    if not typed:
        return "Môn nào cũng cần tên, tên ngắn và mã. Giữ như cũ."
    return msgspec.structs.replace(line.facts, **{name: typed})


def _with_team(facts: SubjectFacts, typed: str, teams: Mapping[UUID, str]) -> SubjectFacts | str:
    meant = [team for team, name in teams.items() if fold(name) == fold(typed)]
    if typed and not meant:
        return f"Trường chưa có tổ {typed}. Thêm tổ trước rồi chọn lại."
    return msgspec.structs.replace(facts, team_id=meant[0] if meant else None)


def _position(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else None


def _assessment(typed: str) -> Assessment | None:
    """By the first word: điểm, nhận xét."""
    first = fold(typed).split()[:1]
    known = {fold(words).split()[0]: kind for kind, words in ASSESSMENTS.items()}
    return known.get(first[0]) if first else None


def _ranked(typed: str) -> bool | None:
    return {fold(_YES): True, fold(_NO): False}.get(fold(typed))


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any], str]]] = {
    "position": ("position", _position, "Thứ tự là một số."),
    "assessment": ("assessment", _assessment, "Chọn điểm số hoặc nhận xét (Alt+↓)."),
    "ranked": ("ranked", _ranked, "Ghi có hoặc không."),
}
