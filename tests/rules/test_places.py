"""The units of 2025: all there, found however written, old ones not taken for new ones."""

import pytest

from desktop.rules.places import commune, province, provinces, whole_address


def test_all_34_provinces_and_3321_communes_are_there():
    assert len(provinces()) == 34
    assert sum(len(one.communes) for one in provinces()) == 3321
    assert all(one.name.startswith(("Tỉnh ", "Thành phố ")) for one in provinces())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tỉnh Đắk Lắk", "Tỉnh Đắk Lắk"),
        ("đắk lắk", "Tỉnh Đắk Lắk"),
        ("dak lak", "Tỉnh Đắk Lắk"),
        ("TP. Huế", "Thành phố Huế"),
        ("T. Phú Thọ", "Tỉnh Phú Thọ"),
        ("tp hồ chí minh", "Thành phố Hồ Chí Minh"),
    ],
)
def test_a_province_is_found_however_it_is_written(written: str, name: str):
    found = province(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("old", ["Tỉnh Hòa Bình", "Hà Tây", "", "Tỉnh"])
def test_a_province_of_before_is_none_of_todays(old: str):
    assert province(old) is None


def test_a_commune_is_found_with_and_without_its_kind():
    found = commune("Đắk Lắk", "xã Ea Ktur")
    assert found is not None
    assert found.name == "Xã Ea Ktur"
    assert commune("Tỉnh Đắk Lắk", "ea ktur") == found
    assert commune("Tỉnh Gia Lai", "Xã Ea Ktur") is None


def test_names_within_a_province_are_found_back_by_themselves():
    for unit in provinces():
        for one in unit.communes:
            assert unit.commune(one.name) == one


def test_two_that_differ_by_a_tone_are_never_taken_for_each_other():
    assert commune("Quảng Ngãi", "xã sơn hạ") != commune("Quảng Ngãi", "Xã Sơn Hà")
    assert commune("Quảng Ngãi", "xa son ha") is None


def test_an_address_says_kinds_with_small_letters_and_leaves_out_what_is_missing():
    assert (
        whole_address("Thôn 2", "Xã Ea Ktur", "Tỉnh Đắk Lắk") == "Thôn 2, xã Ea Ktur, tỉnh Đắk Lắk"
    )
    assert whole_address("", "", "Tỉnh Đắk Lắk") == "tỉnh Đắk Lắk"
