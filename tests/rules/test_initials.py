"""Pupils are found by few keys, whatever an input method made of them."""

import pytest

from desktop.rules.initials import NO_MATCH, how_well, initials, is_number, spellings


def test_initials_have_no_signs():
    assert initials("Nguyễn Hoài Dung") == "nhd"
    assert initials("Đặng  Thái Bình") == "dtb"
    assert initials("") == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nhd", "Nguyễn Hoài Dung"),
        ("NHD", "Nguyễn Hoài Dung"),
        ("hd", "Nguyễn Hoài Dung"),
        ("nh", "Nguyễn Hoài Dung"),
        ("dũng", "Ngô Tiến Dũng"),
        ("hoài d", "Nguyễn Hoài Dung"),
        ("đb", "Đào Đức Bảo"),  # Telex has made one letter of d d b
        ("ná", "Nguyễn Anh Sơn"),  # and á of n a s
        ("â", "Ân Anh"),  # and â of a a
        ("vơ", "Vũ Oanh Weo"),
    ],
)
def test_a_pupil_is_found(typed: str, name: str):
    assert how_well(name, typed) < NO_MATCH


@pytest.mark.parametrize(("typed", "name"), [("nhd", "Nguyễn Hoài An"), ("z", "Lê An"), ("", "")])
def test_nobody_else_is(typed: str, name: str):
    assert how_well(name, typed) == NO_MATCH


def test_whole_initials_come_before_parts_of_names():
    assert how_well("Bùi Anh", "ba") < how_well("Trần Bảo An", "ba") < how_well("Lê Ba", "ba")


def test_numbers_are_no_names():
    assert is_number(" 12 ")
    assert not is_number("12p")
    assert not is_number("")


def test_few_spellings_of_a_long_text():
    assert len(spellings("ấ" * 30)) <= 200
