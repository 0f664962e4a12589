"""The outbox in words: what each refusal offers, what a choice carries out, and what stays."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update

from desktop.commands.books import Books
from desktop.commands.command import Code, Command, Detail
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.courses import CourseCell, CourseValue, PlanCourses
from desktop.commands.execute import execute
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.journal import ERASED
from desktop.commands.locks import LiftLock, LockBooks
from desktop.commands.refusals import Choice, SettleRefusal, StoredRefusal
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.journal import Journal
from desktop.queries.outbox import EMPTY, OutboxLine, counts, decision, turned_down, waiting
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import FINAL, MIDTERM, Mark
from desktop.rules.terms import Level, Term
from tests.queries.conftest import statements
from tests.school_builder import BuiltSchool

SEVEN, EIGHT, NINE = Mark(tenths=70), Mark(tenths=80), Mark(tenths=90)
INCIDENT = StoredRefusal(message="Máy chủ chưa ghi được.", incident="123456789")


def marks(school: BuiltSchool, *cells: tuple[int, int, Mark]) -> EnterMarks:
    """By pupil, column, mark; nothing was seen there."""
    return EnterMarks(
        course_id=school.course("6A", "TOAN"), term=Term.I,
        cells=tuple(MarkCell(school.pupil(nth), column, mark) for nth, column, mark in cells),
    )  # fmt: skip


def bad(school: BuiltSchool, nth: int, code: Code, column: int = 1) -> Detail:
    return Detail(code, f"câu {code}", student_id=school.pupil(nth), column=column, who="Cô Lan",
                  when=5)  # fmt: skip


def refusal(*details: Detail) -> StoredRefusal:
    return StoredRefusal(details[0].code, "Chưa ghi được.", details)


def say(school: BuiltSchool, command: Command, account: str = "toan") -> UUID:
    """As a connected file does: carried out, and pending."""
    command_id = school.next_id()
    school.at, school.count = school.at + 1_000_000, school.count + 1
    execute(
        Books(school.session), command, school.person(account), school.at,
        command_id=command_id, state="pending",
    )  # fmt: skip
    school.session.commit()
    return command_id


def turn_down(
    school: BuiltSchool, command: Command, told: StoredRefusal, account: str = "toan",
    state: str = "refused",
) -> UUID:  # fmt: skip
    """The server's answer has come and the pending effect is undone."""
    command_id = say(school, command, account)
    assert isinstance(command, EnterMarks)
    place = command.course_id, int(command.term)
    for cell in command.cells:
        row = school.session.get(MarkRow, (*place, cell.column, cell.student_id))
        if row is not None:
            school.session.delete(row)
    note(school, command_id, state=state, refusal=msgspec.json.encode(told).decode())
    return command_id


def note(school: BuiltSchool, command_id: UUID, **how: Any) -> None:
    school.session.execute(update(Journal).where(Journal.id == command_id).values(**how))
    school.session.commit()


def lines(school: BuiltSchool, settled: str = "") -> tuple[OutboxLine, ...]:
    school.session.expunge_all()
    return turned_down(school.session, school.person("toan"), settled)


def only(school: BuiltSchool, settled: str = "") -> OutboxLine:
    (line,) = lines(school, settled)
    return line


def lock(school: BuiltSchool, *kinds: LockKind) -> UUID:
    done = school.do(
        LockBooks(
            school_year_id=school.year_id, reach=LockReach.SCHOOL, term=Term.I, kinds=kinds,
            reason="Hết đợt", despite_conflicts=True,
        ),
        "hieutruong",
    )  # fmt: skip
    ((_, (lock_id,)),) = (change for change in done.changes if change[0] == "book_lock")
    assert isinstance(lock_id, UUID)
    return lock_id


def cells_of(command: Command | None) -> list[tuple[UUID, int]]:
    assert isinstance(command, EnterMarks)
    return [(cell.student_id, cell.column) for cell in command.cells]


def test_a_pending_line_names_course_first_cell_and_how_many(school: BuiltSchool):
    say(school, marks(school, (0, 1, EIGHT), (1, 1, NINE)))
    (line,) = waiting(school.session, school.person("toan"))
    (cell,) = line.cells
    assert (line.title, line.place, line.count) == ("Nhập điểm", "Toán · 6A", 2)
    assert (cell.column, cell.old, cell.new, cell.stands) == ("ĐĐGtx 1", EMPTY, "8", "")
    assert (line.choices, line.draft) == ((), False)
    assert waiting(school.session, school.person("van")) == ()


def test_a_conflict_tells_both_values_and_what_the_average_becomes(school: BuiltSchool):
    turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.CONFLICT)))
    there = dict.fromkeys((1, 2, 3, 4, MIDTERM, FINAL), "8") | {1: "6"}
    school.enter("6A", "TOAN", {(0, column): text for column, text in there.items()})
    line = only(school)
    assert (line.cells[0].new, line.cells[0].stands, line.cells[0].who) == ("8", "6", "Cô Lan")
    assert line.averages == ("8,0", "7,8")
    assert line.choices == (Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED)


def test_without_enough_marks_there_is_no_average_to_tell(school: BuiltSchool):
    turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.CONFLICT)))
    assert only(school).averages == ("", "")


def test_a_value_that_came_meanwhile_is_not_overwritten_unseen(school: BuiltSchool):
    """The button says what is in the book; when that is true no longer, nothing is done."""
    turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.CONFLICT)))
    school.enter("6A", "TOAN", {(0, 1): "6"})
    shown = only(school)
    school.enter("6A", "TOAN", {(0, 1): "5"})
    me = school.person("toan")
    assert decision(school.session, me, shown, Choice.AGAIN) is None
    found = decision(school.session, me, only(school), Choice.AGAIN)
    assert found is not None
    assert isinstance(found.further, EnterMarks)
    assert found.further.cells[0].seen == Mark(tenths=50)
    assert found.settles == SettleRefusal(command_id=shown.command_id, choice=Choice.AGAIN)
    assert found.noted is Choice.AGAIN
    school.do(found.further, "toan")


def test_what_is_settled_or_somebody_elses_cannot_be_decided_on(school: BuiltSchool):
    refused = turn_down(
        school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.CONFLICT))
    )
    shown = only(school)
    assert decision(school.session, school.person("van"), shown, Choice.AGAIN) is None
    assert decision(school.session, school.person("toan"), shown, Choice.REST) is None  # no offer
    note(school, refused, settled=Choice.THEIRS.value)
    assert decision(school.session, school.person("toan"), shown, Choice.AGAIN) is None
    note(school, refused, settled=ERASED)
    assert lines(school) == ()


def test_a_conflict_over_which_the_book_was_locked_can_only_be_kept(school: BuiltSchool):
    turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.CONFLICT)))
    school.enter("6A", "TOAN", {(0, 1): "6"})
    lock(school, LockKind.REGULAR)
    line = only(school)
    assert line.choices == (Choice.THEIRS, Choice.KEPT, Choice.DISCARDED)
    found = decision(school.session, school.person("toan"), line, Choice.KEPT)
    assert found is not None
    assert (found.further, found.noted) == (None, Choice.KEPT)


def test_good_cells_that_were_locked_meanwhile_are_not_let_go(school: BuiltSchool):
    """Theirs would settle the one bad cell and lose the good one in the locked column."""
    entry = marks(school, (0, 1, EIGHT), (1, MIDTERM, NINE), (2, 1, SEVEN))
    refused = turn_down(school, entry, refusal(bad(school, 0, Code.CONFLICT)))
    school.enter("6A", "TOAN", {(0, 1): "6"})
    lock(school, LockKind.MIDTERM)
    line = only(school)
    assert line.choices == (Choice.AGAIN, Choice.DISCARDED)
    assert line.rest == 1
    found = decision(school.session, school.person("toan"), line, Choice.AGAIN)
    assert found is not None
    assert cells_of(found.further) == [(school.pupil(0), 1), (school.pupil(2), 1)]
    assert found.noted is Choice.KEPT
    assert found.further is not None
    school.do(found.further, "toan")
    note(school, refused, settled=found.noted.value)
    draft = only(school, Choice.KEPT.value)
    assert (draft.draft, draft.rest, draft.choices) == (True, 0, (Choice.DISCARDED,))
    assert [(cell.column, cell.new, cell.stands) for cell in draft.cells] == [("ĐĐGgk", "9", EMPTY)]


def test_a_draft_goes_again_when_its_lock_is_lifted(school: BuiltSchool):
    refused = turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.LOCKED)))
    school.enter("6A", "TOAN", {(0, 1): "6"})
    lock_id = lock(school, LockKind.REGULAR)
    assert only(school).choices == (Choice.KEPT, Choice.DISCARDED)
    note(school, refused, settled=Choice.KEPT.value)
    assert only(school, "kept").choices == (Choice.DISCARDED,)
    school.do(LiftLock(lock_id=lock_id, reason="Sửa theo biên bản"), "hieutruong")
    draft = only(school, "kept")
    assert draft.choices == (Choice.AGAIN, Choice.DISCARDED)
    found = decision(school.session, school.person("toan"), draft, Choice.AGAIN)
    assert found is not None
    assert isinstance(found.further, EnterMarks)
    assert found.further.cells == (MarkCell(school.pupil(0), 1, EIGHT, seen=Mark(tenths=60)),)
    school.do(found.further, "toan")
    over = only(school, "kept")  # what was wanted stands there
    assert (over.cells, over.choices) == ((), (Choice.DISCARDED,))


def test_sync24_the_good_cells_go_alone(school: BuiltSchool):
    entry = marks(school, (0, 1, EIGHT), (1, 1, NINE), (2, 1, SEVEN))
    turn_down(school, entry, refusal(bad(school, 0, Code.MISSING)))
    line = only(school)
    assert (line.choices, line.rest) == ((Choice.REST, Choice.DISCARDED), 2)
    assert [cell.reason for cell in line.cells] == ["câu missing"]
    found = decision(school.session, school.person("toan"), line, Choice.REST)
    assert found is not None
    assert cells_of(found.further) == [(school.pupil(1), 1), (school.pupil(2), 1)]


def test_an_incident_is_sent_again_and_told_with_its_number(school: BuiltSchool):
    entry = marks(school, (0, 1, EIGHT))
    turn_down(school, entry, INCIDENT, state="failed")
    line = only(school)
    assert (line.incident, line.choices) == ("123456789", (Choice.AGAIN, Choice.DISCARDED))
    found = decision(school.session, school.person("toan"), line, Choice.AGAIN)
    assert found is not None
    assert found.further == entry
    lock(school, LockKind.REGULAR)
    assert only(school).choices == (Choice.KEPT, Choice.DISCARDED)


def test_comments_over_a_lock_are_told_pupil_by_pupil(school: BuiltSchool):
    texts = tuple(TextCell(school.pupil(n), text) for n, text in enumerate(("Chăm", "Giỏi")))
    entry = WriteComments(course_id=school.course("6A", "TOAN"), term=Term.I, cells=texts)
    told = StoredRefusal(Code.LOCKED, "Cột nhận xét đã được khóa.")
    refused = say(school, entry)
    note(school, refused, state="refused", refusal=msgspec.json.encode(told).decode())
    school.session.connection().exec_driver_sql("DELETE FROM comment")
    school.session.commit()
    lock(school, LockKind.COMMENT)
    line = only(school)
    assert [(cell.column, cell.new) for cell in line.cells] == [
        ("Nhận xét", "Chăm"), ("Nhận xét", "Giỏi"),
    ]  # fmt: skip
    assert line.choices == (Choice.KEPT, Choice.DISCARDED)


def test_a_line_of_conduct_is_told_in_words(school: BuiltSchool):
    mine = ConductValue(Level.TOT, "Tiến bộ", 2)
    entry = RateConduct(
        class_id=school.classes["6A"].class_id, term=Term.I,
        cells=(ConductCell(school.pupil(0), mine, ConductValue(Level.KHA)),),
    )  # fmt: skip
    school.do(
        msgspec.structs.replace(entry, cells=(ConductCell(school.pupil(0), entry.cells[0].seen),)),
        "cn6a",
    )
    told = refusal(msgspec.structs.replace(bad(school, 0, Code.CONFLICT), column=0))
    refused = say(school, entry, "cn6a")
    note(school, refused, state="refused", refusal=msgspec.json.encode(told).decode())
    (line,) = turned_down(school.session, school.person("cn6a"))
    assert (line.cells[0].old, line.cells[0].new) == ("Khá", "Tốt · 2 P · Tiến bộ")
    assert line.place == "lớp 6A"


def test_commands_without_cells_of_pupils_have_lines_too(school: BuiltSchool):
    """Their details are told as sentences; a choice of values is not offered."""
    class_id, subject = school.classes["6A"].class_id, school.subjects["GDTC"]
    teacher = (school.staff["gdtc"],)
    seen, value = CourseValue(70, 2, teacher), CourseValue(35, 2, teacher)
    plan = PlanCourses(cells=(CourseCell(class_id, subject, value, seen),))
    detail = Detail(Code.CONFLICT, "Phân công này đã được đổi từ lúc mở. Mở lại rồi sửa tiếp.")
    current = school.do(plan).command_id
    told = StoredRefusal(Code.CONFLICT, "1 trong 1 phân công chưa ghi được.", (detail,))
    note(school, current, state="refused", refusal=msgspec.json.encode(told).decode())
    (line,) = turned_down(school.session, school.person("quantri"))
    assert line.choices == (Choice.DISCARDED,)
    assert [cell.reason for cell in line.cells] == [detail.sentence]


def test_a_kind_from_a_newer_program_can_be_given_up(school: BuiltSchool):
    refused = turn_down(school, marks(school, (0, 1, EIGHT)), INCIDENT)
    note(school, refused, kind="enter_holograms")
    line = only(school)
    assert line.choices == (Choice.DISCARDED,)
    found = decision(school.session, school.person("toan"), line, Choice.DISCARDED)
    assert found is not None
    assert found.further is None


def test_figures_count_what_the_lists_leave_out(school: BuiltSchool):
    for nth in range(3):
        say(school, marks(school, (nth, 1, EIGHT)))
    for nth in range(2):
        turn_down(school, marks(school, (nth, 2, EIGHT)), refusal(bad(school, nth, Code.LOCKED, 2)))
    kept = turn_down(school, marks(school, (0, 3, EIGHT)), refusal(bad(school, 0, Code.LOCKED, 3)))
    note(school, kept, settled=Choice.KEPT.value)
    gone = turn_down(school, marks(school, (1, 3, EIGHT)), refusal(bad(school, 1, Code.LOCKED, 3)))
    note(school, gone, settled=Choice.DISCARDED.value)
    me = school.person("toan")
    assert counts(school.session, me) == (3, 2, 1)
    assert len(waiting(school.session, me, most=2)) == 2
    assert counts(school.session, school.person("van")) == (0, 0, 0)


@pytest.mark.parametrize("many", [2, 40])
def test_a_long_list_is_read_with_few_statements(school: BuiltSchool, many: int):
    """Books, locks and names are read once, whatever the number of lines."""
    for nth in range(many):
        detail = bad(school, nth % 5, Code.CONFLICT)
        turn_down(school, marks(school, (nth % 5, 1, EIGHT)), refusal(detail))
    school.session.expunge_all()
    me = school.person("toan")
    with statements(school.session) as asked:
        assert len(turned_down(school.session, me)) == many
    assert len(asked) <= 20


def test_nothing_there_asks_one_statement(school: BuiltSchool):
    me = school.person("toan")
    with statements(school.session) as asked:
        assert turned_down(school.session, me) == ()
    assert len(asked) == 1
