"""What sync.md asks of the tables themselves, on both databases."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlalchemy.schema import CreateTable

from desktop.models import Base
from desktop.models.base import Key, Synced

TABLES = list(Base.metadata.sorted_tables)
SYNCED = {
    table.name
    for table in TABLES
    for mapper in Base.registry.mappers
    if mapper.local_table is table and issubclass(mapper.class_, Synced)
}
OWN_TO_THE_FILE = {"journal", "holding", "image", "file_fact", "preference"}
NATURAL_KEYS = {
    "absence", "absence_change", "comment", "conduct", "enrolment", "entry_conflict", "mark",
    "mark_revision", "meal_day", "roll",
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_but_the_key_is_unique_and_nothing_points(table: Table):
    """A second UNIQUE silently eats rows on replace; marks outlive pupils no longer held."""
    others = (UniqueConstraint, ForeignKeyConstraint)
    assert not [c for c in table.constraints if isinstance(c, others)]
    assert not [index for index in table.indexes if index.unique]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_both_databases_can_make_the_table(table: Table):
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        assert str(CreateTable(table).compile(dialect=dialect)).strip().startswith("CREATE TABLE")


def test_every_table_that_travels_says_who_may_hold_its_rows():
    assert {table.name for table in TABLES} - SYNCED <= OWN_TO_THE_FILE
    for name in SYNCED:
        assert {"audience", "seq"} <= set(Base.metadata.tables[name].columns.keys())


def test_keys_take_16_bytes_here_and_are_native_there():
    column = Base.metadata.tables["mark"].c.student_id
    assert isinstance(column.type, Key)
    assert "BLOB" in str(CreateTable(column.table).compile(dialect=sqlite.dialect()))
    assert "UUID" in str(CreateTable(column.table).compile(dialect=postgresql.dialect()))


@pytest.mark.parametrize("name", sorted(NATURAL_KEYS))
def test_wide_tables_lie_by_their_natural_key(name: str):
    made = str(CreateTable(Base.metadata.tables[name]).compile(dialect=sqlite.dialect()))
    assert "WITHOUT ROWID" in made


def test_marks_are_never_floats():
    mark = Base.metadata.tables["mark"]
    assert mark.c.tenths.type.python_type is int
    for mapper in Base.registry.mappers:
        for column in class_mapper(mapper.class_).columns:
            assert column.type.python_type is not float, column
