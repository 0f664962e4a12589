"""The connection code: whole through text and symbol, and no slip of the fingers goes unnoticed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sync.connection_code import (
    GROUP,
    SIGNS,
    CodeUnread,
    ConnectionCode,
    connection_code,
    read_code,
    show_code,
    symbol_text,
)

PRINT = bytes(range(100, 132))
CODE = connection_code("192.168.1.20:8743", "thcs-hoa-sen", PRINT)

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=60)
hosts = st.one_of(
    names, st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(lambda a: f"[{a}]")
)
codes = st.builds(
    connection_code,
    st.builds("{}:{}".format, hosts, st.integers(1, 65535)),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40),
    st.none() | st.binary(min_size=32, max_size=32),
)


@given(code=codes)
def test_a_code_comes_back_from_its_text_and_its_symbol(code: ConnectionCode):
    assert read_code(show_code(code)) == code
    assert read_code(symbol_text(code)) == code


@given(code=codes, data=st.data())
def test_a_slip_of_one_sign_is_noticed_and_its_group_named(
    code: ConnectionCode, data: st.DataObject
):
    text = show_code(code)
    at = data.draw(st.sampled_from([i for i, sign in enumerate(text) if sign != " "]))
    other = data.draw(st.sampled_from([sign for sign in SIGNS if sign != text[at]]))
    with pytest.raises(CodeUnread) as refusal:
        read_code(text[:at] + other + text[at + 1 :])
    assert refusal.value.groups == (at // (GROUP + 1) + 1,)


@given(code=codes, data=st.data())
def test_two_neighbours_in_the_wrong_order_are_noticed(code: ConnectionCode, data: st.DataObject):
    signs = show_code(code).replace(" ", "")
    places = [i for i in range(len(signs) - 1) if signs[i] != signs[i + 1]]
    at = data.draw(st.sampled_from(places))
    with pytest.raises(CodeUnread):
        read_code(signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :])


def test_groups_left_out_doubled_or_exchanged_are_noticed():
    groups = show_code(CODE).split()
    for other in (
        groups[:-1],
        groups[1:],
        [*groups, groups[-1]],
        [groups[1], groups[0], *groups[2:]],
        [*groups[:5], groups[4], *groups[5:]],
    ):
        with pytest.raises(CodeUnread):
            read_code(" ".join(other))


TYPED = show_code(CODE)


@pytest.mark.parametrize(
    "typed",
    [
        TYPED.lower(),
        TYPED.replace(" ", "-"),
        TYPED.replace(" ", ""),
        f"\n {TYPED}\n",
        TYPED.replace(" ", " – "),
        TYPED.replace("2", "Z").replace("5", "s").replace("8", "B").replace("L", "1"),
        TYPED.replace("2", "２"),  # a full-width figure of an input method
    ],
)
def test_it_may_be_typed_in_any_way(typed: str):
    assert read_code(typed) == CODE


def test_input_methods_change_nothing_in_it():
    """Telex and VNI act on vowels, d and w; none of them stands in a code, nor I, O, 0, 1."""
    assert not set(SIGNS) & set("AĂÂEÊIOÔƠUƯYDĐWSZB01")
    assert re.fullmatch(rf"([{SIGNS}]{{6}} )+[{SIGNS}]{{6}}", show_code(CODE))


def test_it_carries_128_bits_of_the_fingerprint():
    assert CODE.fingerprint == PRINT[:16]
    assert CODE.trusts(PRINT)
    assert not CODE.trusts(bytes(32))
    assert not connection_code("so.edu.vn", "hoa-sen").trusts(bytes(32))


def test_a_usual_code_is_short_enough_to_type():
    assert len(show_code(CODE).replace(" ", "")) <= 72


def test_an_address_without_port_has_the_usual_one():
    assert connection_code("So.Edu.VN", "Hoa-Sen") == ConnectionCode("so.edu.vn:8743", "hoa-sen")
    assert connection_code("fd00::1", "a").address == "[fd00::1]:8743"


def test_what_is_missing_at_the_end_is_asked_for():
    with pytest.raises(CodeUnread, match="còn thiếu: nhóm thứ 12 mới có 3"):
        read_code(show_code(CODE)[:-3])


@pytest.mark.parametrize("text", ["", "  ", "--"])
def test_nothing_is_no_code(text: str):
    with pytest.raises(CodeUnread, match="Chưa có mã"):
        read_code(text)


@given(text=st.text(max_size=400))
def test_any_other_text_gets_a_sentence(text: str):
    with pytest.raises(CodeUnread):
        read_code(text)


def test_a_newer_code_asks_for_a_newer_program(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched:
        patched.setattr("desktop.sync.connection_code._VERSION", 2 << 4)
        newer = show_code(CODE)
    with pytest.raises(CodeUnread, match="mới hơn"):
        read_code(newer)


@pytest.mark.parametrize(
    ("address", "school"),
    [
        ("trường.vn", "a"), ("a b", "a"), ("", "a"), ("a:0", "a"), ("a:99999", "a"), ("a:x", "a"),
        ("a", ""), ("a", "trường"), ("a" * 200, "a"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused(address: str, school: str):
    with pytest.raises(CodeUnread):
        show_code(connection_code(address, school))
