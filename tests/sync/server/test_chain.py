"""An altered, missing or cut journal is found, and named."""

import pytest
from sqlalchemy import text

from desktop.sync.server.chain import MOST_NAMED, ChainReport, verify_chain
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.strange_commands import AddTeam


def report(school: CentralSchool, change: str = "") -> ChainReport:
    with school.begin() as connection:
        if change:
            connection.execute(text(change))
        return verify_chain(connection)


def test_an_untouched_journal_holds(school: CentralSchool) -> None:
    school.do("ha", school.marks({0: 80}))
    school.say("binh", school.marks({0: 80}))
    found = report(school)
    assert found == ChainReport(school.counter().number, (), is_cut=False)
    assert found.holds


@pytest.mark.parametrize(
    "change",
    [
        "state = 'refused'", "seq = seq + 1", "at = at + 1", "said_at = 5", "kind = 'x'",
        "by = '00000000-0000-0000-0000-000000000001'", "device = gen_random_uuid()",
        "payload = (SELECT payload FROM journal WHERE number = 4)",
        "payload = '\\x00'::bytea", "refusal = '\\x01020304'::bytea", "packed = not packed",
        "digest = sha256('x'::bytea)",
    ],
)  # fmt: skip
def test_an_altered_row_is_named(school: CentralSchool, change: str) -> None:
    found = report(school, f"UPDATE journal SET {change} WHERE number = 3")  # noqa: S608
    assert found.broken == (3,)
    assert not found.holds


def test_a_row_taken_out_is_noticed_behind_it(school: CentralSchool) -> None:
    assert report(school, "DELETE FROM journal WHERE number = 3").broken == (4,)


def test_a_cut_end_is_noticed(school: CentralSchool) -> None:
    last = school.counter().number
    found = report(school, f"DELETE FROM journal WHERE number = {last}")  # noqa: S608
    assert (found.broken, found.is_cut, found.holds) == ((), True, False)


def test_not_every_row_of_a_ruined_journal_is_named(school: CentralSchool) -> None:
    school.push(
        "admin", *(school.envelope("admin", AddTeam(name=str(n))) for n in range(MOST_NAMED + 5))
    )
    found = report(school, "UPDATE journal SET at = at + 1")
    assert len(found.broken) == MOST_NAMED
    assert found.rows == school.counter().number
