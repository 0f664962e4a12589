"""What a sheet is told of its reader's own entries that the server does not have, or not take."""

from desktop.commands.command import Code
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.refusals import Choice
from desktop.queries.gradebook import course_sheet
from desktop.queries.own_entries import OwnEntries, OwnState, own_entries
from desktop.rules.instants import school_day
from desktop.rules.locks import COMMENTS
from desktop.rules.terms import Term
from tests.queries.conftest import statements
from tests.queries.test_outbox import EIGHT, NINE, SEVEN, bad, marks, note, refusal, say, turn_down
from tests.school_builder import BuiltSchool


def own(school: BuiltSchool, account: str = "toan", class_name: str = "6A") -> OwnEntries:
    school.session.expunge_all()
    return own_entries(
        school.session, school.person(account), school.course(class_name, "TOAN"), Term.I
    )


def test_each_cell_says_how_far_it_has_come(school: BuiltSchool):
    say(school, marks(school, (0, 1, EIGHT)))
    entry = marks(school, (1, 1, NINE), (2, 1, SEVEN))
    turn_down(school, entry, refusal(bad(school, 1, Code.CONFLICT)))
    kept = turn_down(school, marks(school, (3, 1, EIGHT)), refusal(bad(school, 3, Code.LOCKED)))
    note(school, kept, settled=Choice.KEPT.value)
    found = own(school)
    states = {at: found[school.pupil(at), 1].state for at in range(4)}
    assert states == {
        0: OwnState.WAITING, 1: OwnState.CONFLICT, 2: OwnState.REFUSED, 3: OwnState.DRAFT,
    }  # fmt: skip
    assert found[school.pupil(1), 1].words == "9"
    assert found[school.pupil(1), 1].sentence == "câu conflict"
    assert found[school.pupil(2), 1].sentence == "Chưa ghi được."  # of the command as a whole


def test_the_latest_entry_of_a_cell_counts(school: BuiltSchool):
    turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.LOCKED)))
    again = say(school, marks(school, (0, 1, NINE)))
    (entry,) = own(school).values()
    assert (entry.command_id, entry.words) == (again, "9")


def test_what_is_settled_of_another_person_or_course_is_not_there(school: BuiltSchool):
    gone = turn_down(school, marks(school, (0, 1, EIGHT)), refusal(bad(school, 0, Code.LOCKED)))
    note(school, gone, settled=Choice.DISCARDED.value)
    assert own(school) == {}
    say(school, marks(school, (0, 1, EIGHT)))
    assert own(school, "van") == {}
    assert own(school, class_name="6B") == {}
    assert len(own(school)) == 1


def test_comments_stand_in_a_column_of_their_own(school: BuiltSchool):
    text = TextCell(school.pupil(0), "Chăm học")
    command = WriteComments(course_id=school.course("6A", "TOAN"), term=Term.I, cells=(text,))
    say(school, command)
    entry = own(school)[school.pupil(0), COMMENTS]
    assert (entry.state, entry.words) == (OwnState.WAITING, "Chăm học")


def test_a_cleared_cell_has_no_words(school: BuiltSchool):
    school.enter("6A", "TOAN", {(0, 1): "8"})
    cell = MarkCell(school.pupil(0), 1, None, EIGHT)
    say(school, EnterMarks(course_id=school.course("6A", "TOAN"), term=Term.I, cells=(cell,)))
    assert own(school)[school.pupil(0), 1].words == ""


def test_a_sheet_brings_them_with_one_statement_and_unpacks_only_its_own(school: BuiltSchool):
    """Thousands may be waiting: what touched other courses is left in the file."""
    say(school, marks(school, (0, 1, EIGHT)))
    other = school.course("6B", "TOAN")
    for nth in range(3):
        cell = MarkCell(school.pupil(nth, "6B"), 1, EIGHT)
        theirs = say(school, EnterMarks(course_id=other, term=Term.I, cells=(cell,)))
        note(school, theirs, payload=b"cannot be unpacked", packed=True)
    toan, course_id = school.person("toan"), school.course("6A", "TOAN")
    school.session.expunge_all()
    with statements(school.session) as asked:
        own_entries(school.session, toan, course_id, Term.I)
    assert len(asked) == 1
    sheet = course_sheet(school.session, toan, course_id, Term.I, school_day(school.at))
    assert list(sheet.own) == [(school.pupil(0), 1)]
