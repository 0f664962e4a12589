"""The spine: journal and chain, derived ids, before-images, replay, refusals leave nothing."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select, text, update
from sqlalchemy.orm import Session

from desktop.commands import journal
from desktop.commands.books import Books, derived_id, new_id
from desktop.commands.command import Code, Command, Refused, TooNew, decode, kinds
from desktop.commands.execute import PENDING, execute
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.images import undo_images
from desktop.commands.pupil import Pupil
from desktop.commands.roster import PupilChange, UpdateRoster
from desktop.models import Base
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.gradebook import MarkRevision
from desktop.models.journal import Image, Journal
from desktop.models.people import Student
from desktop.rules.marks import Mark
from desktop.rules.terms import Term
from tests.commands.conftest import World, founded


def enter(world: World, *cells: MarkCell) -> EnterMarks:
    return EnterMarks(course_id=world.ids["toan 6A"], term=Term.I, cells=cells)


def dump(engine: Engine, *, leave_out: tuple[str, ...] = ("journal", "image", "file_fact")) -> dict:
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in Base.metadata.tables.items()
            if name not in leave_out
        }


def rows(world: World) -> list[Journal]:
    with world.session() as session:
        return list(session.scalars(select(Journal).order_by(Journal.number)))


def test_every_command_is_one_row_of_an_unbroken_chain(world: World) -> None:
    before = len(rows(world))
    done = world.do(enter(world, MarkCell(world.pupils[0], 1, Mark(tenths=80))), "ha")
    last = rows(world)[-1]
    assert len(rows(world)) == before + 1
    assert (last.id, last.kind, last.by, last.at) == (
        done.command_id,
        "enter_marks",
        world.people["ha"].staff_id,
        done.at,
    )
    assert journal.command_of(last) == done.command
    assert list(journal.broken_links(rows(world))) == []


@pytest.mark.parametrize(
    "change",
    ["kind = 'lock_books'", "at = at + 1", "schema = 2", "by = zeroblob(16)", "payload = x'7b7d'"],
)
def test_an_altered_row_breaks_the_chain_and_is_named(world: World, change: str) -> None:
    with world.engine.begin() as connection:
        packed = ", packed = false" if "payload" in change else ""
        connection.execute(text(f"UPDATE journal SET {change}{packed} WHERE number = 3"))  # noqa: S608
    assert [row.number for row in journal.broken_links(rows(world))] == [3]


def test_a_missing_row_breaks_the_chain_where_it_is_missing(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE number = 3"))
    assert [row.number for row in journal.broken_links(rows(world))] == [4]


def test_reordered_rows_break_the_chain(world: World) -> None:
    with world.engine.begin() as connection:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            connection.execute(update(Journal).where(Journal.number == old).values(number=new))
    assert [row.number for row in journal.broken_links(rows(world))][:2] == [3, 4]


def test_a_refused_command_leaves_no_trace(world: World) -> None:
    before, count = dump(world.engine), len(rows(world))
    with pytest.raises(Refused):
        world.do(enter(world, MarkCell(world.pupils[0], 9, Mark(tenths=80))), "ha")
    assert (dump(world.engine), len(rows(world))) == (before, count)


def test_the_same_command_again_has_no_second_effect(world: World) -> None:
    command = enter(world, MarkCell(world.pupils[0], 1, Mark(tenths=80)))
    done = world.do(command, "ha")
    count = len(rows(world))
    with world.session() as session, session.begin():
        again = execute(
            Books(session), command, world.people["ha"], world.at + 5, command_id=done.command_id
        )
    assert (again.at, again.changes, len(rows(world))) == (done.at, frozenset(), count)


def test_replaying_the_journal_on_an_empty_database_gives_the_same_tables(world: World) -> None:
    """sync.md 25: apply reads no clock and makes no random id."""
    done = world.do(enter(world, MarkCell(world.pupils[0], 1, Mark(tenths=80))), "ha")
    world.undo(done, "ha")
    twin = create_engine("sqlite://")
    Base.metadata.create_all(twin)
    people = {person.staff_id: person for person in world.people.values()}
    with Session(twin) as session, session.begin():
        for row in rows(world):
            books = Books(session, command_id=row.id, at=row.at)
            journal.command_of(row).apply(books, people[row.by])
            session.flush()
            session.expunge_all()
    assert dump(twin) == dump(world.engine)
    twin.dispose()


def test_pending_commands_are_undone_to_the_rows_as_they_were(world: World) -> None:
    """sync.md 9 and 28: the oldest image of each row wins, new rows vanish, deleted return."""
    a, b, c = world.pupils[:3]
    world.do(enter(world, MarkCell(a, 1, Mark(tenths=80)), MarkCell(b, 1, Mark(tenths=60))), "ha")
    before = dump(world.engine)
    seen = Mark(tenths=80)
    for tenths in (70, 75, 90):
        cell = MarkCell(a, 1, Mark(tenths=tenths), seen=seen)
        world.do(enter(world, cell), "ha", state=PENDING)
        seen = Mark(tenths=tenths)
    world.do(enter(world, MarkCell(b, 1, None, seen=Mark(tenths=60))), "ha", state=PENDING)
    world.do(enter(world, MarkCell(c, 1, Mark(tenths=10))), "ha", state=PENDING)
    assert dump(world.engine) != before
    with world.engine.begin() as connection:
        undo_images(connection)
        assert connection.execute(select(Image)).all() == []
    assert dump(world.engine) == before


def test_images_carry_dates_text_and_keys_through(world: World) -> None:
    with world.session() as session:
        row = session.get_one(Student, world.pupils[0])
        assert row.birth_date is None
    seen = Pupil(full_name="Học Sinh 1", code="000001")
    wanted = msgspec.structs.replace(seen, birth_date=date(2015, 2, 28), address="Thôn Đông")
    change = UpdateRoster(
        class_id=world.ids["6A"], change=(PupilChange(world.pupils[0], wanted, seen),)
    )
    world.do(change)
    before = dump(world.engine)
    back = UpdateRoster(
        class_id=world.ids["6A"], change=(PupilChange(world.pupils[0], seen, wanted),)
    )
    world.do(back, state=PENDING)
    with world.engine.begin() as connection:
        undo_images(connection)
    assert dump(world.engine) == before


def test_a_done_command_keeps_no_images(world: World) -> None:
    world.do(enter(world, MarkCell(world.pupils[0], 1, Mark(tenths=80))), "ha")
    with world.session() as session:
        assert session.scalars(select(Image)).all() == []


def test_a_bulk_statement_in_a_command_is_a_bug_that_shows(world: World) -> None:
    class Careless(EnterMarks, frozen=True, tag="careless_for_test"):
        TITLE = "test"

        def check(self, books, by):
            pass

        def apply(self, books, by):
            books.session.execute(update(MarkRow).values(tenths=1))

    with pytest.raises(RuntimeError, match="before-images"):
        world.do(Careless(course_id=UUID(int=1), term=Term.I, cells=()), "ha")


def test_sync22_a_chain_of_own_edits_survives_the_refusal_of_its_first(world: World) -> None:
    """The second edit saw what the refused first one wrote: expect what that one expected."""
    pupil = world.pupils[0]
    first = world.do(enter(world, MarkCell(pupil, 1, Mark(tenths=80))), "ha", state=PENDING)
    with world.engine.begin() as connection:
        undo_images(connection)
        connection.execute(
            update(Journal).where(Journal.id == first.command_id).values(state="refused")
        )
    cell = MarkCell(pupil, 1, Mark(tenths=85), seen=Mark(tenths=80))
    with pytest.raises(Refused) as caught:
        world.do(enter(world, cell), "ha")
    assert caught.value.code is Code.CONFLICT
    chained = MarkCell(pupil, 1, Mark(tenths=85), seen=Mark(tenths=80), after=first.command_id)
    world.do(enter(world, chained), "ha")
    with world.session() as session:
        assert session.scalars(select(MarkRow.tenths)).one() == 85


def test_an_unknown_kind_or_a_newer_schema_is_told_apart_from_nonsense() -> None:
    with pytest.raises(TooNew):
        decode("command_of_tomorrow", 1, b"{}")
    with pytest.raises(TooNew):
        decode("enter_marks", 2, b"{}")
    with pytest.raises(msgspec.DecodeError):
        decode("enter_marks", 1, b"{")


def test_an_old_payload_is_upgraded_when_read() -> None:
    class Renamed(Command, frozen=True, tag="renamed_for_test"):
        TITLE = "test"
        UPGRADES = (lambda plain: {"kind": plain["kind"], "name": plain["title"]},)
        name: str

    old = decode("renamed_for_test", 1, b'{"kind":"renamed_for_test","title":"x"}')
    assert old == Renamed(name="x")
    assert decode("renamed_for_test", 2, msgspec.json.encode(old)) == old


def test_every_command_has_a_title_for_the_journals_readers() -> None:
    assert [tag for tag, kind in kinds().items() if not kind.TITLE] == []


@given(at=st.integers(0, 2**47 * 1000 - 1), chance=st.binary(min_size=10, max_size=10))
def test_ids_are_uuids_that_sort_by_time(at: int, chance: bytes) -> None:
    made = new_id(at, chance)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert int.from_bytes(made.bytes[:6], "big") == at // 1000
    child = derived_id(made, "mark/1")
    assert child.version == 8
    assert child.bytes[:6] == made.bytes[:6]
    assert child == derived_id(made, "mark/1") != derived_id(made, "mark/2")


cells = st.tuples(
    st.integers(0, 2), st.sampled_from([1, 2, 10, 20]),
    st.one_of(st.none(), st.integers(0, 100)),
)  # fmt: skip


@given(history=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8))
def test_undoing_a_whole_history_backwards_restores_the_empty_book(history: list) -> None:
    world = founded(pupils=3)
    book: dict = {}
    done = []
    for step in history:
        wanted = {(world.pupils[p], c): (None if t is None else Mark(tenths=t)) for p, c, t in step}
        edits = [MarkCell(p, c, m, seen=book.get((p, c))) for (p, c), m in wanted.items()]
        done.append(world.do(enter(world, *edits), "ha"))
        book |= wanted
    for command in reversed(done):
        world.undo(command, "ha")
    with world.session() as session:
        assert session.scalars(select(MarkRow)).all() == []
        kept = {(r.student_id, r.column) for r in session.scalars(select(MarkRevision))}
    assert kept == {place for place, mark in book.items() if _ever(history, world, place)}
    assert list(journal.broken_links(rows(world))) == []
    world.engine.dispose()


def _ever(history: list, world: World, place: tuple) -> bool:
    return any(
        (world.pupils[p], c) == place and t is not None for s in history for p, c, t in _last(s)
    )


def _last(step: list) -> list:
    return [(p, c, t) for (p, c), t in {(p, c): t for p, c, t in step}.items()]
