"""After a restore: a new epoch, numbers anew, and what the server has lost comes again."""

from uuid import UUID

from sqlalchemy import select

from desktop.models.gradebook import Mark as MarkRow
from desktop.sync.protocol import AfterRestore, Outcome, ProblemCode
from desktop.sync.server.epoch import begin_epoch, lacking
from tests.sync.server.central_school import CentralSchool
from tests.sync.server.mirror import Mirror


def test_what_the_restored_server_lacks_is_named_in_the_clients_order(
    school: CentralSchool,
) -> None:
    """peers.md (c): server restored from a backup, clients think they already sent."""
    known = [school.do("ha", school.marks({n: 50})) for n in range(2)]
    lost = [UUID(int=9), UUID(int=3)]
    with school.begin() as connection:
        answer = lacking(connection, AfterRestore((lost[0], known[0], lost[1], known[1])))
        assert answer.ids == tuple(lost)
        assert lacking(connection, AfterRestore(())).ids == ()


def test_a_new_epoch_is_told_to_all_and_forgets_the_files_numbers(school: CentralSchool) -> None:
    mirror = Mirror(school, "ha")
    for n in range(3):
        school.do("ha", school.marks({n: 50}))
    mirror.pull()
    old = school.epoch
    with school.begin() as connection:
        school.epoch = begin_epoch(connection)
    assert school.epoch != old
    answer = school.push("ha", school.envelope("ha", school.marks({3: 50})), epoch=old)
    assert answer.problem is not None
    assert (answer.problem.code, answer.problem.epoch) == (ProblemCode.EPOCH, school.epoch)
    school.file("ha").number = 1  # commands that were lost come again with their old numbers
    again = school.envelope("ha", school.marks({4: 60}))
    assert [v.outcome for v in school.push("ha", again).verdicts] == [Outcome.ACCEPTED]
    assert len(school.scalars(select(MarkRow))) == 4
    mirror.held, mirror.cursor, mirror.rows = frozenset(), 0, {}
    mirror.pull()
    assert len(mirror.of("mark")) == 4
