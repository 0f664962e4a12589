"""What becomes of a refused command: follow-ups, settling, and the lock that waits for it."""

import msgspec
import pytest
from sqlalchemy import select, update

from desktop.commands.command import Code, Detail, Refused
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.locks import LockBooks
from desktop.commands.refusals import (
    Choice,
    SettleRefusal,
    StoredRefusal,
    choices,
    follow_up,
    refusal_of,
    rest_of,
)
from desktop.models.gradebook import EntryConflict
from desktop.models.journal import Journal
from desktop.queries.outbox import EMPTY, turned_down, waiting
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.marks import Mark
from desktop.rules.terms import Level, Term
from tests.commands.conftest import World

EIGHT, NINE, SEVEN = Mark(tenths=80), Mark(tenths=90), Mark(tenths=70)


def enter(world: World, *cells: MarkCell) -> EnterMarks:
    return EnterMarks(course_id=world.ids["toan 6A"], term=Term.I, cells=cells)


def conflicting(world: World, *cells: MarkCell) -> tuple[EnterMarks, StoredRefusal]:
    command = enter(world, *cells)
    bad = Detail(Code.CONFLICT, "Ô này đã đổi", student_id=cells[0].student_id, column=1,
                 current=SEVEN, who="Cô Hà", when=5)  # fmt: skip
    return command, StoredRefusal(Code.CONFLICT, "1 ô chưa ghi được", (bad,))


def refuse(world: World, command: EnterMarks, refusal: StoredRefusal, state: str = "refused"):
    """A command of cô Hà that was pending here, and what the server said of it."""
    done = world.do(command, "ha", state="pending")
    with world.engine.begin() as connection:
        connection.execute(
            update(Journal)
            .where(Journal.id == done.command_id)
            .values(state=state, refusal=msgspec.json.encode(refusal).decode())
        )
    return done.command_id


def test_asking_again_has_seen_what_stands_and_takes_the_good_cells_along(world: World):
    a, b = world.pupils[:2]
    command, refusal = conflicting(world, MarkCell(a, 1, EIGHT), MarkCell(b, 1, NINE))
    again = follow_up(command, refusal, Choice.AGAIN, {(a, 1): SEVEN})
    assert isinstance(again, EnterMarks)
    assert again.cells == (MarkCell(a, 1, EIGHT, seen=SEVEN), MarkCell(b, 1, NINE))


def test_sync24_keeping_theirs_sends_the_cells_that_were_good(world: World):
    a, b = world.pupils[:2]
    command, refusal = conflicting(world, MarkCell(a, 1, EIGHT), MarkCell(b, 1, NINE))
    rest = follow_up(command, refusal, Choice.THEIRS, {})
    assert isinstance(rest, EnterMarks)
    assert rest.cells == (MarkCell(b, 1, NINE),)
    assert rest_of(command, refusal) == 1
    assert follow_up(command, refusal, Choice.DISCARDED, {}) is None


def test_nothing_of_a_single_refused_cell_is_left_to_send(world: World):
    command, refusal = conflicting(world, MarkCell(world.pupils[0], 1, EIGHT))
    assert follow_up(command, refusal, Choice.THEIRS, {}) is None


def test_a_line_of_conduct_has_seen_the_line_that_stands(world: World):
    pupil = world.pupils[0]
    mine, theirs = ConductValue(Level.TOT), ConductValue(Level.KHA, "Tiến bộ")
    command = RateConduct(class_id=world.ids["6A"], term=Term.I, cells=(ConductCell(pupil, mine),))
    refusal = StoredRefusal(Code.CONFLICT, "…", (Detail(Code.CONFLICT, "…", student_id=pupil),))
    again = follow_up(command, refusal, Choice.AGAIN, {(pupil, 0): theirs})
    assert isinstance(again, RateConduct)
    assert again.cells == (ConductCell(pupil, mine, seen=theirs),)
    cleared = follow_up(command, refusal, Choice.AGAIN, {})
    assert isinstance(cleared, RateConduct)
    assert cleared.cells[0].seen == ConductValue()


@pytest.mark.parametrize(
    ("refusal", "offered"),
    [
        (
            StoredRefusal(Code.LOCKED, "Cột đã khóa"),
            (Choice.KEPT, Choice.AGAIN, Choice.DISCARDED),  # it is not locked any more
        ),
        (StoredRefusal(None, "…", incident="123456789"), (Choice.AGAIN, Choice.DISCARDED)),
        (StoredRefusal(Code.NOT_PERMITTED, "…"), (Choice.DISCARDED,)),
    ],
)
def test_a_refusal_offers_what_can_be_done(world: World, refusal: StoredRefusal, offered):
    command = enter(world, MarkCell(world.pupils[0], 1, EIGHT))
    assert choices(command, refusal) == offered


def test_an_incident_is_tried_again_as_it_was(world: World):
    command = enter(world, MarkCell(world.pupils[0], 1, EIGHT))
    refusal = StoredRefusal(None, "…", incident="123456789")
    assert follow_up(command, refusal, Choice.AGAIN, {}) == command


def test_the_outbox_tells_who_what_old_new_and_why(world: World):
    a, b = world.pupils[:2]
    command, refusal = conflicting(world, MarkCell(a, 1, EIGHT), MarkCell(b, 1, NINE))
    refuse(world, command, refusal)
    world.do(enter(world, MarkCell(world.pupils[2], 1, EIGHT)), "ha", state="pending")
    with world.session() as session:
        (line,) = turned_down(session, world.people["ha"])
        assert (line.title, line.count, line.rest) == ("Nhập điểm", 2, 1)
        assert "6A" in line.place
        (cell,) = line.cells
        assert (cell.old, cell.new, cell.who, cell.column) == (EMPTY, "8", "Cô Hà", "ĐĐGtx 1")
        assert line.choices == (Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED)
        (pending,) = waiting(session, world.people["ha"])
        assert (pending.count, pending.cells[0].new) == (1, "8")
        assert turned_down(session, world.people["admin"]) == ()


def open_conflict(world: World) -> EntryConflict:
    return EntryConflict(
        command_id=world.ids["6A"], column=1, course_id=world.ids["toan 6A"], term=1, cells=2,
        refused_by=world.people["ha"].staff_id, stands_by=world.people["admin"].staff_id,
        refused_at=1_790_000_000_000_000, audience=world.ids["toan 6A"],
    )  # fmt: skip


def lock(world: World, **more: bool) -> LockBooks:
    return LockBooks(
        school_year_id=world.ids["year"], reach=LockReach.CLASS, reach_id=world.ids["6A"],
        term=Term.I, kinds=(LockKind.REGULAR,), reason="Hết đợt", decision="12/QĐ", **more,
    )  # fmt: skip


def test_locking_over_an_open_conflict_names_both_people(world: World):
    with world.session() as session, session.begin():
        session.add(open_conflict(world))
    with pytest.raises(Refused) as told:
        world.do(lock(world))
    assert told.value.code is Code.CONFLICT
    for name in (world.people["ha"].name, world.people["admin"].name, "ĐĐGtx 1", "6A"):
        assert name in told.value.message
    world.do(msgspec.structs.replace(lock(world), kinds=(LockKind.FINAL,)))  # another column
    world.do(lock(world, despite_conflicts=True))


def test_settling_ends_the_conflict_and_is_its_authors(world: World):
    row = open_conflict(world)
    command, refusal = conflicting(world, MarkCell(world.pupils[0], 1, EIGHT))
    refused = refuse(world, command, refusal)
    row.command_id = refused
    with world.session() as session, session.begin():
        session.add(row)
    settle = SettleRefusal(command_id=refused, choice=Choice.THEIRS)
    with pytest.raises(Refused):
        world.do(settle)
    world.do(settle, "ha")
    with world.session() as session:
        assert session.scalars(select(EntryConflict)).all() == []
    world.do(lock(world))


def test_a_lock_of_before_conflicts_were_known_reads_as_it_was():
    old = (
        b'{"kind":"lock_books","school_year_id":"00000000-0000-0000-0000-000000000001",'
        b'"reach":"school","term":1,"kinds":["tx"],"reason":"x"}'
    )
    assert LockBooks.from_payload(1, old).despite_conflicts is False


def test_an_empty_refusal_says_nothing():
    assert refusal_of("") == StoredRefusal()
