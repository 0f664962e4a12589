"""Rows that go in as one statement are the rows that were given."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as put
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from desktop.models.central import Device
from desktop.models.people import Student, StudentCare
from desktop.models.school import Team
from desktop.rules.permissions import SCHOOL_AUDIENCE
from tests.sync.server.central_school import CentralSchool

ODD = ("", "'", '"', "\\", "\\n", "dòng 1\ndòng 2", "{a,b}", "null", "NULL", "%(x)s", "😀", "\\x00")


def test_all_kinds_of_values_come_through(school: CentralSchool) -> None:
    days = (date(2015, 2, 28), None)
    pupils: list[dict[str, Any]] = [
        {
            "id": UUID(int=1000 + n), "full_name": name, "code": name, "moet_id": "",
            "birth_date": days[n % 2], "sex": "nu", "audience": SCHOOL_AUDIENCE, "seq": 2**40 + n,
        }
        for n, name in enumerate(ODD)
    ]  # fmt: skip
    with school.begin() as connection, Session(connection) as session:
        session.add_all(Student(**pupil) for pupil in pupils)
        session.add_all(
            StudentCare(student_id=p["id"], phone=p["code"], audience=SCHOOL_AUDIENCE)
            for p in pupils
        )
        session.flush()
        session.expire_all()
        for pupil in pupils:
            row = session.get_one(Student, pupil["id"])
            assert {name: getattr(row, name) for name in pupil} == pupil
            assert session.get_one(StudentCare, pupil["id"]).phone == pupil["code"]
        raw = connection.execute(text("SELECT phone FROM student_care")).scalars().all()
    assert not any("dòng".encode() in bytes(phone) for phone in raw)


def test_what_does_more_than_insert_is_left_as_it_is(school: CentralSchool) -> None:
    rows: list[dict[str, Any]] = [
        {"id": UUID(int=n), "staff_id": UUID(int=9), "last_number": n, "seen_at": 0}
        for n in range(10, 18)
    ]
    again = put(Device.__table__)  # type: ignore[arg-type]
    again = again.on_conflict_do_update(
        index_elements=["id"], set_={"last_number": again.excluded.last_number + 100}
    )
    with school.begin() as connection:
        connection.execute(again, rows)
        connection.execute(again, rows)
        found = dict(connection.execute(select(Device.id, Device.last_number)).all())
        raised = insert(Device).values(seen_at=text("5"))
        others = [{k: v for k, v in row.items() if k != "seen_at"} for row in rows]
        connection.execute(raised, [{**o, "id": UUID(int=o["id"].int + 50)} for o in others])
        seen = set(connection.scalars(select(Device.seen_at).where(Device.id > UUID(int=59))))
    assert [found[row["id"]] for row in rows] == [row["last_number"] + 100 for row in rows]
    assert seen >= {5}


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"name": "a\x00b"}, DataError),
        ({"seq": 2**70}, DataError),
        ({"id": UUID(int=1)}, IntegrityError),
    ],
)
def test_a_bad_row_is_the_same_fault_as_ever(
    school: CentralSchool, bad: dict[str, object], error: type[Exception]
) -> None:
    rows: list[dict[str, Any]] = [
        {"id": UUID(int=n), "name": "T", "audience": SCHOOL_AUDIENCE, "seq": 1} for n in range(9)
    ]
    rows[-1] |= bad
    with pytest.raises(error), school.begin() as connection:
        connection.execute(insert(Team), rows)
    assert school.scalars(select(Team)) == []
