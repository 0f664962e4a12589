"""The official list of ethnic groups and its other spellings."""

import pytest

from desktop.rules.ethnicities import ETHNICITIES, ethnicity, ethnicity_code


def test_the_list_has_54_groups_and_foreigners_in_the_order_of_their_codes():
    assert len(set(ETHNICITIES)) == 55
    assert ethnicity_code("Kinh") == "01"
    assert ethnicity_code("Rơ-măm") == "54"
    assert ethnicity_code("Người nước ngoài") == "55"


@pytest.mark.parametrize("name", ETHNICITIES)
def test_every_official_name_is_itself_however_written(name: str):
    for written in (name, name.upper(), name.replace("-", " "), f"  {name} "):
        assert ethnicity(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Cao Lan", "Sán Chay"), ("Vân Kiều", "Bru-Vân Kiều"), ("K'Ho", "Cơ-ho"),
        ("M’nông", "Mnông"), ("Giẻ-Triêng", "Gié-Triêng"), ("dân tộc Mạ", "Mạ"),
    ],
)  # fmt: skip
def test_other_spellings(written: str, name: str):
    assert ethnicity(written) == name


@pytest.mark.parametrize("written", ["", "Kin", "Klingon", "dân tộc"])
def test_none_of_them(written: str):
    assert ethnicity(written) is None
