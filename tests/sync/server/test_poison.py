"""Whatever is sent as a command gets a verdict, and what stands behind it is carried out."""

from typing import Any
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.commands.command import kinds
from desktop.sync.protocol import Outcome
from tests.sync.server.central_school import CentralSchool

KINDS = sorted(tag for tag in kinds() if not tag.endswith("for_test"))
words = st.sampled_from(
    ["", "a", "Toán", "I", "I II", "x" * 3_000, "2026-09-05", "é", "\x7f", "gk"]
)
known = st.sampled_from(["6A", "6B", "toan", "gdtc", "toan 6A", "year", "pupil", "ha", "admin"])
plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.integers(0, 20),
    words, known.map(lambda name: {"id of": name}), st.uuids().map(str), st.floats(-2, 2),
)  # fmt: skip
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["student_id", "column", "mark", "seen", "text", "full_name", "day"]),
            inner, max_size=4,
        ),
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def payloads(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A known kind, some of its fields, anything in them."""
    kind = draw(st.sampled_from(KINDS))
    names = kinds()[kind].__struct_fields__
    fields = draw(st.dictionaries(st.sampled_from(names or ("x",)), values, max_size=len(names)))
    return kind, {"kind": kind, **fields}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(said=st.lists(payloads(), min_size=1, max_size=8), who=st.sampled_from(["admin", "ha"]))
def test_any_payload_gets_a_verdict(
    school: CentralSchool, said: list[tuple[str, dict[str, Any]]], who: str
) -> None:
    envelopes = [
        msgspec.structs.replace(
            school.envelope(who, school.marks({})), kind=kind,
            payload=msgspec.Raw(msgspec.json.encode(_with_ids(school, fields))),
        )
        for kind, fields in said
    ]  # fmt: skip
    answer = school.push(who, *envelopes)
    assert answer.problem is None
    assert [v.id for v in answer.verdicts] == [e.id for e in envelopes]
    assert all(v.message for v in answer.verdicts if v.outcome is not Outcome.ACCEPTED)
    assert school.counter().number == school.counter().seq


def _with_ids(school: CentralSchool, value: Any) -> Any:
    """Names of things there become their ids."""
    if isinstance(value, dict):
        if set(value) == {"id of"}:
            return _id(school, value["id of"])
        return {name: _with_ids(school, part) for name, part in value.items()}
    return [_with_ids(school, part) for part in value] if isinstance(value, list) else value


def _id(school: CentralSchool, name: str) -> UUID:
    if name == "pupil":
        return school.pupils[0]
    return school.people.get(name) or school.ids[name]
