"""What somebody pulls: all of their audiences, nothing of others, nothing skipped (sync.md 3-6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import insert, select, text, update

from desktop.commands.books import derived_id
from desktop.commands.staff import EditStaff, EndRole, StaffFacts
from desktop.models.central import Counter
from desktop.models.gradebook import Mark as MarkRow
from desktop.models.people import StudentCare
from desktop.rules.permissions import (
    OFFICE_AUDIENCE,
    SCHOOL_AUDIENCE,
    AudienceKind,
    ReachKind,
    Role,
    audience,
)
from desktop.sync.digests import counts_there, holdings_digest
from desktop.sync.protocol import Gone, Line, Outcome, PageEnd, Pull, Rows
from desktop.sync.server.columns import CHUNK
from desktop.sync.server.feed import page
from desktop.sync.server.said import read
from desktop.sync.server.turns import Sender, take_turn
from tests.sync.server.central_school import CentralSchool, add_pupils, assign
from tests.sync.server.mirror import Mirror, tables_of
from tests.sync.server.strange_commands import AddTeam


def allowed(school: CentralSchool, name: str) -> frozenset[UUID]:
    end = school.pull(name).end
    assert end.audiences is not None
    return frozenset(end.audiences)


def checks(end: PageEnd) -> dict[UUID, tuple[int, str]]:
    return {c.audience: (c.count, c.digest) for c in end.checks}


@pytest.mark.parametrize("name", ["ha", "binh", "cn", "vp", "hieutruong", "admin"])
def test_a_first_pull_brings_all_rows_of_the_persons_audiences_and_no_other(
    school: CentralSchool, name: str
) -> None:
    school.do("ha", school.marks({0: 80, 1: 70}))
    school.do("ha", school.marks({0: None}, seen={0: 80}))
    add_pupils(school, "6B", ["Trần Thị Khác"])
    mirror = Mirror(school, name)
    end = mirror.pull()
    assert {row["audience"] for row in mirror.rows.values()} <= mirror.held
    there = tables_of(school, mirror.held)
    assert {t: len(mirror.of(t)) for t in there} == {t: len(rows) for t, rows in there.items()}
    assert mirror.counts() == checks(end)
    with school.begin() as connection:
        assert checks(end) == counts_there(connection, mirror.held)


def test_audiences_follow_from_the_servers_assignments(school: CentralSchool) -> None:
    a, b = school.ids["6A"], school.ids["6B"]
    courses = {n: school.ids[n] for n in ("toan 6A", "gdtc 6A", "toan 6B")}
    in_a, care_a = audience(AudienceKind.CLASS, a), audience(AudienceKind.CARE, a)
    in_b = audience(AudienceKind.CLASS, b)
    people = school.people
    assert allowed(school, "ha") == {
        SCHOOL_AUDIENCE, people["ha"], in_a, courses["toan 6A"], courses["gdtc 6A"],
    }  # fmt: skip
    assert allowed(school, "binh") == {SCHOOL_AUDIENCE, people["binh"], in_b, courses["toan 6B"]}
    assert care_a in allowed(school, "cn")
    assert audience(AudienceKind.CARE, b) not in allowed(school, "cn")
    assert OFFICE_AUDIENCE in allowed(school, "vp")
    assert set(courses.values()) | {in_a, in_b, care_a} <= allowed(school, "hieutruong")
    people["nobody"] = UUID(int=9)
    assert allowed(school, "nobody") == {SCHOOL_AUDIENCE, UUID(int=9)}


def test_no_request_brings_rows_of_audiences_that_the_person_may_not_hold(
    school: CentralSchool,
) -> None:
    """Whatever is forged: holdings, cursor, position, rights."""
    school.do("ha", school.marks({0: 80}))
    others = (school.ids["toan 6A"], audience(AudienceKind.CARE, school.ids["6A"]))
    mine = allowed(school, "binh")
    granted = school.pull("binh").end.granted
    for held in (others, (*mine, *others), ()):
        for cursor, position in ((0, 0), (0, 1), (3, 2), (10**12, 0), (-5, -5)):
            answer = school.pull(
                "binh",
                Pull(
                    epoch=school.epoch, cursor=cursor, held=held, position=position,
                    granted=granted, check_all=True, holdings=holdings_digest(held),
                ),
            )  # fmt: skip
            sent = {
                row["audience"]
                for line in answer.lines if isinstance(line, Rows)
                for row in answer.rows(line.table)
            }  # fmt: skip
            assert sent <= mine
            assert set(checks(answer.end)) <= mine
            assert answer.rows("mark") == []


def test_a_later_pull_brings_only_what_changed(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80, 1: 70}))
    mirror = Mirror(school, "ha")
    mirror.pull()
    one = school.say("ha", school.marks({1: 75}, seen={1: 70}))
    holdings = holdings_digest(mirror.held)
    answer = school.pull("ha", Pull(epoch=school.epoch, cursor=mirror.cursor, holdings=holdings))
    assert answer.tables == {"mark", "mark_revision"}
    assert [row["tenths"] for row in answer.rows("mark")] == [75]
    assert (answer.end.ceiling, answer.end.audiences) == (one.seq, None)
    assert set(checks(answer.end)) == {school.ids["toan 6A"]}


def test_an_idle_pull_is_one_short_line(school: CentralSchool) -> None:
    mirror = Mirror(school, "hieutruong")
    mirror.pull()
    idle = Pull(
        epoch=school.epoch, cursor=mirror.cursor, holdings=holdings_digest(mirror.held)
    )  # fmt: skip
    with school.begin(read_only=True, isolation="REPEATABLE READ") as connection:
        lines = list(page(connection, school.people["hieutruong"], idle, school.at))
    assert len(lines) == 1
    assert len(lines[0]) < 300
    end = msgspec.json.decode(lines[0], type=PageEnd)
    assert (end.ceiling, end.checks, end.audiences, end.restate) == (mirror.cursor, (), None, False)


def test_no_row_is_skipped_by_a_transaction_that_is_open_across_a_pull(
    school: CentralSchool,
) -> None:
    """peers.md (c): feeds by sequence skip rows of slower transactions in PostgreSQL."""
    mirror = Mirror(school, "ha")
    slow = school.envelope("ha", school.marks({0: 80}))
    fast = school.envelope("admin", AddTeam(name="Toán", audience=school.ids["toan 6A"]))
    with ThreadPoolExecutor(1) as thread:
        with school.begin() as connection:
            turn = take_turn(connection, school.clock)
            late = turn.carry_out(read(slow), Sender(school.people["ha"], UUID(int=1)))
            quick = thread.submit(school.push, "admin", fast)
            mirror.pull()
            assert mirror.cursor < late.seq
            assert mirror.of("mark") == []
            turn.end()
        (after,) = quick.result().verdicts
    assert after.seq == late.seq + 1
    mirror.pull()
    assert mirror.cursor == after.seq
    assert [row["tenths"] for row in mirror.of("mark")] == [80]
    assert [row["name"] for row in mirror.of("team")] == ["Toán"]


def test_a_page_is_one_snapshot_though_others_write_while_it_is_sent(
    school: CentralSchool,
) -> None:
    school.do("ha", school.marks({0: 80, 1: 70}))
    pull = Pull(epoch=school.epoch, held=())
    with school.begin(read_only=True, isolation="REPEATABLE READ") as connection:
        lines = page(connection, school.people["ha"], pull, school.at)
        first = [msgspec.json.decode(next(lines), type=Line)]
        school.do("ha", school.marks({0: None, 1: 10}, seen={0: 80, 1: 70}))
        rest = first + [msgspec.json.decode(line, type=Line) for line in lines]
    marks = next(line for line in rest if isinstance(line, Rows) and line.table == "mark")
    assert sorted(marks.values[marks.columns.index("tenths")]) == [70, 80]
    end = rest[-1]
    assert isinstance(end, PageEnd)
    assert end.ceiling == school.counter().seq - 1
    course = next(c for c in end.checks if c.audience == school.ids["toan 6A"])
    assert course.count == 2


def test_a_page_wants_one_snapshot(school: CentralSchool) -> None:
    with school.begin() as connection, pytest.raises(RuntimeError, match="snapshot"):
        next(page(connection, school.people["ha"], Pull(), school.at))


def test_two_audiences_granted_at_different_times(school: CentralSchool) -> None:
    """Each comes from zero, the older ones go on from the cursor; nothing is sent twice over."""
    add_pupils(school, "6B", ["Trần Thị Khác"])
    school.do("ha", school.marks({0: 80}))
    mirror = Mirror(school, "binh")
    mirror.pull()
    for class_name in ("6A", "6B"):
        course = school.ids[f"gdtc {class_name}"]
        given = {"reach": ReachKind.COURSE, "reach_id": course}
        assign(school, "binh", Role.SUBJECT_TEACHER, **given)
        pages = mirror.pages
        end = mirror.pull()
        assert mirror.pages == pages + 2  # the holdings had to be said
        assert course in mirror.held
        assert course in checks(end)
        assert {a: mirror.counts()[a] for a in checks(end)} == checks(end)
    assert [row["full_name"] for row in mirror.of("student")].count("Trần Thị Khác") == 1
    assert mirror.counts() == checks(mirror.pull(check_all=True))


def test_a_withdrawn_audience_is_named_no_more_and_granted_again_comes_whole(
    school: CentralSchool,
) -> None:
    given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    role = assign(school, "binh", Role.SUBJECT_TEACHER, **given)
    school.do("ha", school.marks({0: 80, 1: 70}))
    mirror = Mirror(school, "binh")
    mirror.pull()
    assert len(mirror.of("mark")) == 2
    end = EndRole(assignment_id=derived_id(role, "assignment"), to_day=date(2026, 9, 30))
    school.do("admin", end)
    school.do("ha", school.marks({0: None}, seen={0: 80}))
    mirror.pull()
    assert school.ids["toan 6A"] not in mirror.held
    assert mirror.of("mark") == []
    assign(school, "binh", Role.SUBJECT_TEACHER, **given)
    mirror.pull()
    assert [row["tenths"] for row in mirror.of("mark")] == [70]
    assert mirror.counts() == checks(mirror.pull(check_all=True))


def test_rights_end_with_their_day_without_any_change(school: CentralSchool) -> None:
    given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    assign(school, "binh", Role.SUBJECT_TEACHER, to_day=date(2026, 10, 20), **given)
    mirror = Mirror(school, "binh")
    mirror.pull()
    assert school.ids["toan 6A"] in mirror.held
    school.at += 30 * 86_400_000_000
    mirror.pull()
    assert school.ids["toan 6A"] not in mirror.held


def test_who_left_the_school_holds_nothing_of_any_class(school: CentralSchool) -> None:
    facts = StaffFacts("ha", "Nguyễn Thị Ha", "nu")
    mirror = Mirror(school, "ha")
    mirror.pull()
    gone = EditStaff(
        staff_id=school.people["ha"], seen=facts,
        facts=msgspec.structs.replace(facts, active=False),
    )  # fmt: skip
    school.do("admin", gone)
    mirror.pull()
    assert mirror.held == {SCHOOL_AUDIENCE, school.people["ha"]}


@pytest.mark.parametrize(
    "wrong", [{"epoch": UUID(int=1)}, {"holdings": "0" * 16}, {"position": 3, "granted": "x"}]
)
def test_what_the_client_thinks_wrongly_it_is_to_state_anew(
    school: CentralSchool, wrong: dict[str, object]
) -> None:
    mirror = Mirror(school, "ha")
    mirror.pull()
    right = Pull(epoch=school.epoch, cursor=1, holdings=holdings_digest(mirror.held))
    answer = school.pull("ha", msgspec.structs.replace(right, **wrong))
    assert answer.lines == ()
    assert (answer.end.restate, answer.end.epoch) == (True, school.epoch)
    assert not school.pull("ha", right).end.restate


def test_rights_that_change_between_two_pages_begin_the_pull_anew(school: CentralSchool) -> None:
    """Else the new audience would be read from the page's position and its older rows be lost."""
    school.do("ha", school.marks({0: 80, 1: 70}))
    mirror = Mirror(school, "binh")
    done: list[UUID] = []

    def grant() -> None:
        if not done:
            given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
            done.append(assign(school, "binh", Role.SUBJECT_TEACHER, **given))

    mirror.pull(between=grant, limit=4, least=1)
    assert done
    assert len(mirror.of("mark")) == 2
    assert mirror.counts() == checks(mirror.pull(check_all=True))


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_pages_of_any_size_come_to_the_same_rows(school: CentralSchool, limit: int) -> None:
    for n in range(4):
        school.do("ha", school.marks({0: 50 + n, 1: 60}, column=n + 1))
    school.do("ha", school.marks({0: None}, seen={0: 50}))
    whole, parts = Mirror(school, "hieutruong"), Mirror(school, "hieutruong")
    whole.pull()
    end = parts.pull(limit=limit, least=1)
    assert parts.rows == whole.rows
    assert parts.pages > 1 or limit == 1000
    assert parts.counts() == checks(end)


def test_a_page_ends_on_a_whole_seq_and_reaches_its_size(school: CentralSchool) -> None:
    for n in range(3):
        school.do("ha", school.marks(dict.fromkeys(range(5), 50), column=n + 1))
    position, granted, seen = 0, "", list[tuple[int, int]]()
    while True:
        pull = Pull(epoch=school.epoch, held=(), position=position, granted=granted, limit=6)
        answer = school.pull("ha", pull, least=1)
        sent = [row for t in sorted(answer.tables) for row in answer.rows(t)]
        seqs = [row["seq"] for row in sent]
        seen += [(row["seq"], position) for row in sent]
        if not answer.end.more:
            break
        assert len(sent) >= 6
        assert position < min(seqs)
        assert max(seqs) == answer.end.position < answer.end.ceiling
        assert (answer.end.checks, answer.end.verdicts) == ((), ())
        assert answer.end.audiences is None
        position, granted = answer.end.position, answer.end.granted
    assert len({seq for seq, _ in seen}) == len(set(seen))  # no seq came on two pages


def test_pages_are_not_smaller_than_five_thousand_rows(school: CentralSchool) -> None:
    """sync.md 5: small pages chase a moving ceiling."""
    _many_marks(school, 2 * CHUNK + 10)
    answer = school.pull("ha", Pull(epoch=school.epoch, held=(), limit=1))
    assert answer.end.more
    assert CHUNK <= sum(len(answer.rows(t)) for t in answer.tables) < CHUNK + 100
    rest = Pull(
        epoch=school.epoch, held=(), limit=0, position=answer.end.position,
        granted=answer.end.granted,
    )  # fmt: skip
    last = school.pull("ha", rest)
    assert not last.end.more
    assert len(answer.rows("mark")) + len(last.rows("mark")) == 2 * CHUNK + 10


def test_many_rows_come_in_chunks(school: CentralSchool) -> None:
    _many_marks(school, 2 * CHUNK + 10)
    answer = school.pull("ha")
    chunks = [x for x in answer.lines if isinstance(x, Rows) and x.table == "mark"]
    assert [len(c.values[0]) for c in chunks] == [CHUNK, CHUNK, 10]
    assert all(len(c.ids) == len(set(c.ids)) for c in chunks)


def test_writes_between_pages_lose_nothing_and_leave_nothing_behind(school: CentralSchool) -> None:
    """Deleted, changed and moved after their page went out: sync.md 6."""
    for n in range(5):
        school.do("ha", school.marks({n: 50 + n}))
    school.do("admin", AddTeam(name="Toán", team_id=UUID(int=5), audience=school.ids["toan 6A"]))
    changes = iter(
        [
            ("ha", school.marks({0: None}, seen={0: 50})),
            ("ha", school.marks({1: 99}, seen={1: 51})),
            ("admin", AddTeam(name="X", team_id=UUID(int=5), audience=school.ids["gdtc 6A"])),
            ("ha", school.marks({2: None}, seen={2: 52})),
            ("ha", school.marks({2: 20})),
        ]
    )

    def write() -> None:
        for change in changes:
            school.do(*change)
            return

    mirror = Mirror(school, "ha")
    end = mirror.pull(between=write, limit=2, least=1)
    assert next(changes, None) is None
    assert mirror.counts() == {a: checks(end).get(a) for a in mirror.held}
    assert sorted(row["tenths"] for row in mirror.of("mark")) == [20, 53, 54, 99]
    assert [row["audience"] for row in mirror.of("team")] == [school.ids["gdtc 6A"]]


def test_what_left_an_audience_is_told_to_those_who_hold_it(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    mirror = Mirror(school, "ha")
    mirror.pull()
    cleared = school.say("ha", school.marks({0: None}, seen={0: 80}))
    answer = school.pull(
        "ha", Pull(epoch=school.epoch, cursor=mirror.cursor, holdings=holdings_digest(mirror.held))
    )
    course, pupil = school.ids["toan 6A"], school.pupils[0]
    assert answer.gone("mark") == [((course.hex, 1, 1, pupil.hex), course, cleared.seq)]
    fresh = school.pull("ha")
    assert not any(isinstance(line, Gone) for line in fresh.lines)


def test_verdicts_of_unanswered_commands_come_from_the_rows_own_snapshot(
    school: CentralSchool,
) -> None:
    """sync.md 2: the reply was lost, and the pull brings the command's rows."""
    good = school.envelope("ha", school.marks({0: 80}))
    bad = school.envelope("ha", school.marks({0: 8}, column=9))
    answer = school.push("ha", good, bad)
    foreign = school.say("binh", school.marks({0: 80}))
    unknown = UUID(int=4)
    asked = (unknown, bad.id, good.id, foreign.id)
    pull = Pull(epoch=school.epoch, held=(), unanswered=asked)
    end = school.pull("ha", pull).end
    assert end.verdicts == answer.verdicts
    assert all(v.seq <= end.ceiling for v in end.verdicts)
    assert [v.outcome for v in end.verdicts] == [Outcome.ACCEPTED, Outcome.REFUSED]


def test_a_conflict_is_seen_by_all_who_hold_the_course(school: CentralSchool) -> None:
    given = {"reach": ReachKind.COURSE, "reach_id": school.ids["toan 6A"]}
    assign(school, "binh", Role.SUBJECT_TEACHER, **given)
    mirror = Mirror(school, "ha")
    school.do("ha", school.marks({0: 80}))
    mirror.pull()
    refused = school.say("binh", school.marks({0: 70}))
    mirror.pull()
    (row,) = mirror.of("entry_conflict")
    assert (row["command_id"], row["refused_by"], row["stands_by"], row["seq"]) == (
        refused.id, school.people["binh"], school.people["ha"], refused.seq,
    )  # fmt: skip


def test_sealed_columns_are_read_by_who_may_and_by_nobody_in_the_table(
    school: CentralSchool,
) -> None:
    rows = school.pull("cn").rows("student_care")
    assert [row["phone"] for row in rows] == ["0912345678"] * 5
    assert [row["address"] for row in rows] == [""] * 5
    assert school.pull("ha").rows("student_care") == []
    with school.begin() as connection:
        raw = connection.execute(text("SELECT phone, address FROM student_care")).all()
        plain = connection.execute(select(StudentCare.phone)).scalars().all()
        payloads = connection.execute(text("SELECT payload FROM journal")).scalars().all()
    assert plain == ["0912345678"] * 5
    assert all(b"0912345678" not in bytes(row.phone) and row.phone for row in raw)
    assert {bytes(row.address) for row in raw} == {b""}
    assert not any(b"enter" in bytes(p) or b"full_name" in bytes(p) for p in payloads)


def test_a_check_of_everything_is_given_when_asked_for(school: CentralSchool) -> None:
    mirror = Mirror(school, "ha")
    mirror.pull()
    end = mirror.pull(check_all=True)
    assert set(checks(end)) == mirror.held
    assert checks(end) == mirror.counts()


def test_a_pull_tells_what_lies_in_a_verified_backup(school: CentralSchool) -> None:
    with school.begin() as connection:
        connection.execute(update(Counter).values(safe_seq=7))
    assert school.pull("ha").end.safe_seq == 7


def _many_marks(school: CentralSchool, count: int) -> None:
    """Marks past the commands: 50 a seq."""
    with school.begin() as connection:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        first = connection.execute(select(Counter.seq)).scalar_one() + 1
        connection.execute(text("ALTER TABLE mark DISABLE TRIGGER ALL"))
        connection.execute(
            insert(MarkRow.__table__),  # type: ignore[arg-type]
            [
                {
                    "course_id": school.ids["toan 6A"], "term": 1, "col": 1, "state": "mark",
                    "student_id": UUID(int=10_000 + n), "tenths": n % 101, "reason": "",
                    "brought_in": False, "entered_by": school.people["ha"],
                    "entered_at": school.at, "audience": school.ids["toan 6A"],
                    "seq": first + n // 50,
                }
                for n in range(count)
            ],
        )  # fmt: skip
        connection.execute(update(Counter).values(seq=first + count // 50))
