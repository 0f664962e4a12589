"""After a rotation nothing lies under an old key, and nobody had to stop working."""

import os
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from desktop.models.central import BlobPart, Escrow
from desktop.models.people import Guardian
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.sync.server import resealing
from desktop.sync.server.keyring import Keyring, SealBroken, key_number
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.resealing import reseal, sealed_columns, stale_values
from tests.sync.conftest import NOW, Hosted

pytestmark = pytest.mark.postgres

PUPILS = 150  # more than two batches


@pytest.fixture
def full(hosted: Hosted) -> Hosted:
    with in_school(hosted) as connection:
        connection.execute(text("ALTER TABLE guardian DROP CONSTRAINT fk_guardian_student_id"))
        with Session(connection) as session:
            session.add_all(guardians())
            session.add(
                Escrow(
                    file_id=SCHOOL_AUDIENCE, staff_id=SCHOOL_AUDIENCE, key=b"k" * 32, kept_at=NOW
                )
            )
            session.add(
                BlobPart(
                    sha256=bytes(32), audience=SCHOOL_AUDIENCE, start=0, content=os.urandom(5000)
                )
            )
            session.flush()
    return hosted


def guardians() -> list[Guardian]:
    return [
        Guardian(
            student_id=UUID(int=number), relation="mother", full_name=f"Mẹ {number}",
            phone=f"09{number:08}", email="", audience=SCHOOL_AUDIENCE,
        )
        for number in range(PUPILS)
    ]  # fmt: skip


def in_school(hosted: Hosted):
    return school_transaction(hosted.server.engine, hosted.schema)


def numbers(connection: Connection) -> set[int]:
    raw = connection.execute(text("SELECT full_name FROM guardian")).scalars()
    return {key_number(bytes(value)) for value in raw}


def test_every_value_of_the_school_is_sealed_anew_and_still_says_the_same(full: Hosted):
    keys = full.server.keys
    keys.add_key()
    with in_school(full) as connection:
        assert stale_values(connection, keys) == 2 * PUPILS + 2
    assert reseal(full.server.engine, full.schema, keys) == 2 * PUPILS + 2
    with in_school(full) as connection, Session(connection) as session:
        assert stale_values(connection, keys) == 0
        assert numbers(connection) == {2}
        said = {(g.full_name, g.phone, g.email) for g in session.scalars(select(Guardian))}
        assert said == {(f"Mẹ {n}", f"09{n:08}", "") for n in range(PUPILS)}
        assert session.scalars(select(Escrow)).one().key == b"k" * 32
    assert reseal(full.server.engine, full.schema, keys) == 0


def test_one_that_was_broken_off_is_gone_on_with(full: Hosted):
    keys = full.server.keys
    keys.add_key()

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done > 100:
            raise Stopped

    with pytest.raises(Stopped):
        reseal(full.server.engine, full.schema, keys, stop)
    with in_school(full) as connection:
        left = stale_values(connection, keys)
        assert numbers(connection) == {1, 2}
    assert 0 < left < 2 * PUPILS + 2
    assert reseal(full.server.engine, full.schema, keys) == left


def test_a_server_that_does_not_know_of_it_goes_on(full: Hosted, server_folder: Path):
    rotating = Keyring(full.server.premises.sealing_keys)
    rotating.add_key()
    reseal(full.server.engine, full.schema, rotating)
    with in_school(full) as connection, Session(connection) as session:
        assert session.scalars(select(Guardian)).first()
    assert full.server.keys.current == 2


def test_a_damaged_value_stops_it_with_a_sentence_and_costs_nothing(full: Hosted):
    keys = full.server.keys
    keys.add_key()
    with in_school(full) as connection:
        connection.execute(
            text("UPDATE guardian SET phone = set_byte(phone, 30, 255 - get_byte(phone, 30))")
        )
        before = connection.execute(text("SELECT phone FROM guardian")).scalars().all()
    with pytest.raises(SealBroken, match=r"guardian\.phone"):
        reseal(full.server.engine, full.schema, keys)
    with in_school(full) as connection:
        assert connection.execute(text("SELECT phone FROM guardian")).scalars().all() == before


def test_every_sealed_column_is_known():
    found = {column.label for columns in sealed_columns().values() for column in columns}
    assert {"guardian.phone", "journal.payload", "escrow.key", "blob_part.content"} <= found
    assert all("." in label for label in found)


def test_a_batch_waits_for_whoever_holds_the_counter(full: Hosted, monkeypatch: pytest.MonkeyPatch):
    """It takes the counter before any row, like every other writer."""
    seen: list[str] = []
    real = resealing._stale_rows

    def looked(connection: Connection, *rest):
        locked = "SELECT count(*) FROM pg_locks WHERE mode = 'RowShareLock'"
        held = connection.scalar(
            text(f"{locked} AND relation = 'counter'::regclass AND pid = pg_backend_pid()")
        )
        seen.append("held" if held else "free")
        return real(connection, *rest)

    monkeypatch.setattr(resealing, "_stale_rows", looked)
    full.server.keys.add_key()
    reseal(full.server.engine, full.schema, full.server.keys)
    assert set(seen) == {"held"}
