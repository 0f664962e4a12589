"""Opening a file of an older program, with revisions that only these tests know."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.models.migrate import NEWEST, REVISIONS, migrate
from desktop.store.check import check_file
from desktop.store.contents import Contents, contents_of
from desktop.store.engine import opened, writing
from desktop.store.school import School, open_school
from desktop.store.slots import DATABASE
from desktop.store.trouble import CorruptFile, NewerFile, Trouble, UpgradeUnproved
from desktop.store.upgrade import bring_up_to_date
from tests.store.central_rows import central_of
from tests.store.conftest import Clock, Founded
from tests.store.connected_school import Lan, open_lan

NEXT = "9001"
SCRIPT = '''
"""A revision of the next year's program."""
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "NEWEST"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mark") as batch:
        batch.add_column(sa.Column("weight", sa.Integer(), nullable=True))
    op.execute("UPDATE mark SET weight = 1")
'''.replace("NEWEST", NEWEST)


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / f"{NEXT}.py").write_text(SCRIPT, encoding="utf-8")
    return folder


def upgrade(school: Founded, versions: Path) -> None:
    path = school.folder / DATABASE
    key = school.unlocked.file_key
    bring_up_to_date(path, key, NEXT, known=(*REVISIONS, NEXT), more_versions=(versions,))


def contents(school: Founded) -> Contents:
    with opened(school.folder / DATABASE, school.unlocked.file_key) as driver:
        return contents_of(driver)


@pytest.fixture
def entered(hoa_sen: Founded, lan) -> Founded:
    with open_school(hoa_sen.folder, lan, Clock()) as school:
        school.do(hoa_sen.marks(75))
    return hoa_sen


def test_an_older_file_is_upgraded_with_all_it_holds(entered: Founded, next_year: Path):
    before = contents(entered)
    upgrade(entered, next_year)
    after = contents(entered)
    assert (after.counts, after.head, after.revision) == (before.counts, before.head, NEXT)
    with opened(entered.folder / DATABASE, entered.unlocked.file_key) as driver:
        assert driver.execute("SELECT tenths, weight FROM mark").fetchall() == [(75, 1)]
        layout = driver.execute("SELECT sql FROM sqlite_master WHERE name = 'mark'").fetchone()
    assert "WITHOUT ROWID" in layout[0]
    assert only_the_file(entered)


def only_the_file(school: Founded) -> bool:
    return [path.name for path in school.folder.glob("*.db*")] == [DATABASE]


def test_a_newer_file_is_left_alone(entered: Founded, next_year: Path, lan):
    upgrade(entered, next_year)
    before = (entered.folder / DATABASE).read_bytes()
    with pytest.raises(NewerFile) as caught:
        open_school(entered.folder, lan, Clock())
    assert "Cập nhật chương trình" in caught.value.sentence
    assert (entered.folder / DATABASE).read_bytes() == before


@pytest.mark.parametrize(
    ("spoilt", "trouble"),
    [
        ('op.execute("DELETE FROM mark")', UpgradeUnproved),
        ('op.execute("DELETE FROM journal WHERE number = 3")', UpgradeUnproved),
        ("op.execute(\"UPDATE journal SET payload = x'7B7D' WHERE number = 3\")", UpgradeUnproved),
        ('op.execute("SELECT no_such_function()")', Exception),
        ("raise ZeroDivisionError", ZeroDivisionError),
    ],
)
def test_an_upgrade_that_goes_wrong_leaves_the_old_file(
    entered: Founded, next_year: Path, lan, spoilt: str, trouble: type[Exception]
):
    (next_year / f"{NEXT}.py").write_text(f"{SCRIPT}    {spoilt}\n", encoding="utf-8")
    before, held = (entered.folder / DATABASE).read_bytes(), contents(entered)
    with pytest.raises(trouble):
        upgrade(entered, next_year)
    assert (entered.folder / DATABASE).read_bytes() == before
    assert contents(entered) == held
    assert only_the_file(entered)
    open_school(entered.folder, lan, Clock()).close()


def test_what_lay_in_the_log_after_a_crash_is_upgraded_too(
    school: School, hoa_sen: Founded, next_year: Path, tmp_path: Path
):
    school.do(hoa_sen.marks(75))
    crashed = tmp_path / "crashed"
    shutil.copytree(hoa_sen.folder, crashed)
    (crashed / f"{DATABASE}.upgrade").write_bytes(b"left by a crash")
    copy = replace(hoa_sen, folder=crashed)
    upgrade(copy, next_year)
    assert contents(copy).counts["mark"] == 1
    assert not list(crashed.glob("*-wal"))


def test_a_file_of_the_first_revision_comes_to_the_newest(tmp_path: Path):
    path, key = tmp_path / DATABASE, bytes(32)
    with writing(path, key) as connection:
        migrate(connection, REVISIONS[0])
    bring_up_to_date(path, key)
    with opened(path, key) as driver:
        assert contents_of(driver).revision == NEWEST
    assert check_file(tmp_path, key).whole


def test_a_file_without_a_revision_is_no_school(tmp_path: Path):
    path, key = tmp_path / DATABASE, bytes(32)
    with opened(path, key) as driver:
        driver.execute("CREATE TABLE t (x)")
    with pytest.raises(CorruptFile):
        bring_up_to_date(path, key)


def test_another_key_opens_nothing(entered: Founded):
    with pytest.raises(Trouble) as caught:
        bring_up_to_date(entered.folder / DATABASE, bytes(32))
    assert isinstance(caught.value, CorruptFile)


@pytest.fixture
def waiting(hoa_sen: Founded, tmp_path: Path, clock: Clock) -> Lan:
    """A connected file with one mark of the server's and two that wait, closed."""
    lan = open_lan(hoa_sen, central_of(hoa_sen), tmp_path, clock)
    with lan.school:
        lan.pull(lan.accept(lan.enter(75)))
        lan.enter(80, seen=75)
        lan.enter(60, pupil=1)
    return lan


def test_32_a_file_with_pending_commands_is_migrated_underneath_them(
    waiting: Lan, next_year: Path, clock: Clock
):
    path, key = waiting.school.folder / DATABASE, waiting.school.unlocked.file_key
    bring_up_to_date(path, key, NEXT, known=(*REVISIONS, NEXT), more_versions=(next_year,))
    with opened(path, key) as driver:
        rows = driver.execute("SELECT tenths, weight FROM mark ORDER BY tenths").fetchall()
        before = driver.execute("SELECT row FROM image WHERE row IS NOT NULL").fetchall()
    assert rows == [(60, None), (80, 1)]  # the migration ran on the server's rows alone
    assert '"weight": 1' in before[0][0]
    assert '"tenths": 75' in before[0][0]
    assert check_file(waiting.school.folder, key).whole


def test_32_a_pending_command_that_no_longer_applies_waits_without_effect(
    waiting: Lan, next_year: Path
):
    path, key = waiting.school.folder / DATABASE, waiting.school.unlocked.file_key
    script = SCRIPT + '    op.execute("UPDATE mark SET tenths = 10")\n'  # noqa: S608 - ours
    (next_year / f"{NEXT}.py").write_text(script, encoding="utf-8")
    bring_up_to_date(path, key, NEXT, known=(*REVISIONS, NEXT), more_versions=(next_year,))
    with opened(path, key) as driver:
        marks = driver.execute("SELECT tenths FROM mark ORDER BY tenths").fetchall()
        states = driver.execute("SELECT state FROM journal ORDER BY number").fetchall()
    assert marks == [(10,), (60,)]
    assert states == [("done",), ("pending",), ("pending",)]
