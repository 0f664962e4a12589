"""A school that began on one computer moves to the server; a server is saved and brought back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from desktop.commands.journal import broken_links
from desktop.models import Base
from desktop.models.central import Counter, Device
from desktop.models.gradebook import Mark
from desktop.models.journal import Journal
from desktop.models.people import Guardian, Student
from desktop.rules.passwords import WeakPassword
from desktop.rules.trouble import BackupDamaged, WrongPassphrase
from desktop.sealed import KdfCost
from desktop.sync.digests import counts_here, counts_there, synced_tables
from desktop.sync.server import journal_copy
from desktop.sync.server.adopt import NotEmpty, StillUnsent, adopt
from desktop.sync.server.backup import back_up, prove
from desktop.sync.server.journal_copy import JournalCopy
from desktop.sync.server.opening import open_server
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.registry import CodeTaken, find_school
from desktop.sync.server.restore import OtherKeys, furnish, restore
from tests.school_builder import build_school
from tests.sync.conftest import CODE, NOW, Hosted

CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1)
WORDS = "mười hai con giáp"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Engine]:
    """A school of one computer, with marks (its file is not encrypted here: rows are rows)."""
    engine = create_engine(f"sqlite:///{tmp_path / 'alone.db'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        school = build_school(session, classes=2, pupils=6, subjects=("TOAN", "VAN"))
        school.enter("6A", "TOAN", {(0, 1): "8,5", (1, 1): "7"})
        school.enter("6A", "TOAN", {(0, 1): "9"})
    yield engine
    engine.dispose()


def move_in(local: Engine, hosted: Hosted) -> int:
    with local.connect() as here, transaction(hosted) as there:
        return adopt(here, there, uuid4())


def transaction(hosted: Hosted):
    return school_transaction(hosted.server.engine, hosted.schema)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in (*synced_tables(), Base.metadata.tables["journal"])
    }


def test_all_rows_and_the_journal_move_and_the_chain_goes_on(local: Engine, hosted: Hosted):
    moved = move_in(local, hosted)
    with local.connect() as here, transaction(hosted) as there:
        assert counts(here) == counts(there)
        assert moved == sum(counts(here).values()) - counts(here)["journal"]
        with Session(there) as session:
            rows = session.scalars(select(Journal).order_by(Journal.number)).all()
            assert list(broken_links(rows)) == []
            counter = session.scalars(select(Counter)).one()
            assert (counter.number, counter.chain) == (rows[-1].number, rows[-1].chain)
            assert counter.last_at == max(row.at for row in rows)
            assert {row.state for row in rows} == {"accepted"}


def test_the_feed_can_end_a_page_on_a_whole_seq(local: Engine, hosted: Hosted):
    move_in(local, hosted)
    with transaction(hosted) as there:
        marks = there.execute(select(func.min(Mark.seq), func.max(Mark.seq))).one()
        counter = there.execute(select(Counter.seq)).scalar_one()
        assert 1 <= marks[0] <= marks[1] <= counter


def test_contacts_lie_sealed_in_the_moved_rows(local: Engine, hosted: Hosted):
    with Session(local) as session, session.begin():
        pupil = session.scalars(select(Student)).first()
        assert pupil is not None
        session.add(
            Guardian(
                student_id=pupil.id, relation="mother", full_name="Trần Thị Mẫu",
                phone="0900000321", audience=pupil.audience,
            )
        )  # fmt: skip
    move_in(local, hosted)
    with transaction(hosted) as there:
        assert there.scalar(select(Guardian.phone)) == "0900000321"
        raw = there.execute(text("SELECT phone FROM guardian")).scalar_one()
        assert b"0900000321" not in bytes(raw)


def test_a_school_with_rows_takes_no_other(local: Engine, hosted: Hosted):
    move_in(local, hosted)
    with pytest.raises(NotEmpty):
        move_in(local, hosted)


def test_a_file_with_unsent_work_is_not_taken(local: Engine, hosted: Hosted):
    with local.begin() as here:
        here.execute(text("UPDATE journal SET state = 'pending' WHERE number = 3"))
    with pytest.raises(StillUnsent):
        move_in(local, hosted)


def test_both_ends_compute_the_same_digests(local: Engine, hosted: Hosted):
    """sync.md 18: also over days, texts and short keys; the moved rows carry the server's seq."""
    move_in(local, hosted)
    with local.begin() as here, transaction(hosted) as there:
        audiences = set(here.scalars(select(Mark.audience))) | set(
            here.scalars(select(Student.audience))
        )
        with local.connect():
            for table in synced_tables():
                keys = list(table.primary_key.columns)
                for row in there.execute(select(*keys, table.c.seq)).all():
                    same = [column == value for column, value in zip(keys, row[:-1], strict=True)]
                    here.execute(table.update().where(*same).values(seq=row[-1]))
        assert counts_here(here, audiences) == counts_there(there, audiences)
        before = counts_there(there, audiences)
        there.execute(text("UPDATE mark SET seq = seq + 1 WHERE tenths = 70"))
        assert counts_there(there, audiences) != before


# ---- backup and restore


def test_a_backup_is_proved_and_comes_back_elsewhere(
    local: Engine, hosted: Hosted, tmp_path: Path, postgres
):
    move_in(local, hosted)
    file = tmp_path / "máy chủ.sotruong"
    facts = back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    assert prove(file, WORDS) == facts
    with transaction(hosted) as there:
        wanted = counts(there)
        epoch, safe = there.execute(select(Counter.epoch, Counter.safe_seq)).one()
        assert safe == facts.schools[0].seq
    with postgres.new_database() as url:
        folder = tmp_path / "restored"
        furnish(folder, file, WORDS)
        settings = (folder / "server.toml").read_text(encoding="utf-8")
        here = hosted.server.premises.settings.database
        there_url = url.render_as_string(hide_password=False)
        (folder / "server.toml").write_text(settings.replace(here, there_url), encoding="utf-8")
        with open_server(folder) as server:
            back = restore(server, file, WORDS, no_more)
            assert [(one.code, one.followed) for one in back] == [(CODE, 0)]
            place = find_school(server.engine, CODE)
            with school_transaction(server.engine, place.schema) as connection:
                assert counts(connection) == wanted
                assert connection.scalar(select(Counter.epoch)) != epoch
                assert connection.scalar(select(func.max(Device.last_number))) in (None, 0)


def no_more(_connection: Connection, row: Journal) -> None:
    raise AssertionError(row.number)


def test_what_was_entered_after_the_backup_comes_from_the_copied_journal(
    local: Engine, hosted: Hosted, tmp_path: Path
):
    """sync.md 16: restore = backup and replay."""
    move_in(local, hosted)
    copy = JournalCopy(hosted.server.premises.journal_copy, hosted.server.keys)
    with transaction(hosted) as there:
        last = there.execute(text("SELECT max(number) FROM journal")).scalar_one()
        there.execute(text("DELETE FROM journal WHERE number > :n"), {"n": last - 2})
        row = there.execute(
            text("SELECT chain FROM journal WHERE number = :n"), {"n": last - 2}
        ).scalar_one()
        there.execute(text("UPDATE counter SET number = :n, chain = :c"), {"n": last - 2, "c": row})
    file = tmp_path / "b.sotruong"
    back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    with Session(local) as session:
        rows = session.scalars(select(Journal).order_by(Journal.number)).all()
        epoch = UUID(int=7)
        copy.append(CODE, epoch, rows[-1:])
        copy.append(CODE, epoch, rows[:-1])  # lines of two processes, out of order
    numbers: list[int] = []
    restore(hosted.server, file, WORDS, lambda _c, row: numbers.append(row.number), overwrite=True)
    assert numbers == [last - 1, last]


def test_a_line_that_a_crash_cut_costs_no_other(local: Engine, hosted: Hosted, tmp_path: Path):
    copy = JournalCopy(tmp_path / "copy", hosted.server.keys)
    with Session(local) as session:
        rows = session.scalars(select(Journal).order_by(Journal.number)).all()
    epoch = UUID(int=7)
    copy.append(CODE, epoch, rows[:3])
    path = next((tmp_path / "copy").rglob("*.jsonl"))
    path.write_bytes(path.read_bytes()[:-20])
    copy.append(CODE, epoch, rows[2:])
    found = list(copy.after(CODE, 0, bytes(32)))
    assert [row.number for row in found] == [row.number for row in rows]
    assert [row.payload for row in found] == [row.payload for row in rows]


def test_catching_up_copies_what_is_missing_once(
    local: Engine, hosted: Hosted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(journal_copy, "_AT_ONCE", 7)  # a long journal comes in parts
    move_in(local, hosted)
    copy = JournalCopy(tmp_path / "copy", hosted.server.keys)
    with transaction(hosted) as there:
        assert copy.catch_up(CODE, there) == there.scalar(select(func.count()).select_from(Journal))
        assert copy.catch_up(CODE, there) == 0


def test_no_school_is_replaced_unasked(local: Engine, hosted: Hosted, tmp_path: Path):
    file = tmp_path / "b.sotruong"
    back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    move_in(local, hosted)
    with pytest.raises(CodeTaken):
        restore(hosted.server, file, WORDS, no_more)
    restore(hosted.server, file, WORDS, no_more, overwrite=True)
    with transaction(hosted) as there:  # a running server goes on under the name that it knows
        assert there.scalar(select(func.count()).select_from(Mark)) == 0
    replaced = school_transaction(hosted.server.engine, f"{hosted.schema}_before")
    with replaced as before:  # what was replaced is still there
        assert before.scalar(select(func.count()).select_from(Mark)) == 2


def test_one_changed_byte_anywhere_is_noticed(hosted: Hosted, tmp_path: Path):
    file = tmp_path / "b.sotruong"
    back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    whole = file.read_bytes()
    for place in (len(whole) // 2, len(whole) - 3):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupDamaged):
            prove(file, WORDS)


def test_passphrases_are_long_and_right(hosted: Hosted, tmp_path: Path):
    file = tmp_path / "b.sotruong"
    with pytest.raises(WeakPassword):
        back_up(hosted.server, file, "ngắn", NOW, cost=CHEAP)
    assert not file.exists()
    back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    with pytest.raises(WrongPassphrase):
        prove(file, "không phải câu ấy")


def test_keys_of_another_server_are_not_mixed_in(hosted: Hosted, tmp_path: Path):
    file = tmp_path / "b.sotruong"
    back_up(hosted.server, file, WORDS, NOW, cost=CHEAP)
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "sealing-keys.json").write_text("{}", encoding="utf-8")
    with pytest.raises(OtherKeys):
        furnish(folder, file, WORDS)
