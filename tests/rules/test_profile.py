"""What fits into a profile, and what the regulations' minimum still lacks."""

from datetime import date

import pytest

from desktop.rules.policy_groups import POLICY_GROUPS, join_groups, policy_group, split_groups
from desktop.rules.profile import Minimum, ProfileField, gaps, unfit, unfit_commune

TODAY = date(2026, 10, 1)
F = ProfileField


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        (F.BIRTH_DATE, "2026-10-02", "sau ngày hôm nay"),
        (F.BIRTH_DATE, "32/01/2014", "chưa đọc được"),
        (F.PHONE, "0912345", "7 chữ số"),
        (F.FATHER_PHONE, "9912345678", "bắt đầu bằng 0"),
        (F.MOTHER_PHONE, "không có", "chưa phải"),
        (F.CITIZEN_ID, "12345", "12 chữ số"),
        (F.ETHNICITY, "Việt", "54 dân tộc"),
        (F.SEX, "x", "Nam hoặc Nữ"),
        (F.PROVINCE, "Tỉnh Hòa Bình", "34 tỉnh"),
        (F.PROVINCE, "dak lak", "34 tỉnh"),
        (F.FATHER_BORN, "85", "bốn chữ số"),
        (F.FATHER_BORN, "2027", "bốn chữ số"),
        (F.MOTHER_EMAIL, "me.vn", "thư điện tử"),
        (F.FULL_NAME, "  ", "họ và tên"),
        (F.NOTE, "a" * 501, "Rút gọn"),
    ],
)
def test_bad_values_are_told_with_what_to_do(field: ProfileField, value: str, word: str):
    assert word in unfit(field, value, TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (F.BIRTH_DATE, "2014-05-09"),
        (F.BIRTH_DATE, ""),
        (F.PHONE, "0912345678"),
        (F.PHONE, "02431234567"),
        (F.CITIZEN_ID, "001214000001"),
        (F.ETHNICITY, "Ê-đê"),
        (F.PROVINCE, "Tỉnh Đắk Lắk"),
        (F.FATHER_BORN, "1985"),
        (F.RELIGION, "Đạo riêng của làng"),
        (F.MOTHER_EMAIL, "me@nha.vn"),
    ],
)
def test_good_values_fit(field: ProfileField, value: str):
    assert unfit(field, value, TODAY) == ""


def test_a_commune_belongs_to_its_province():
    assert unfit_commune("Tỉnh Đắk Lắk", "Xã Ea Ktur") == ""
    assert unfit_commune("", "") == ""
    assert "trước" in unfit_commune("", "Xã Ea Ktur")
    assert "không có" in unfit_commune("Tỉnh Gia Lai", "Xã Ea Ktur")


def test_m11_the_minimum_takes_any_parent_and_any_phone():
    whole = frozenset(
        {F.FULL_NAME, F.BIRTH_DATE, F.SEX, F.ETHNICITY, F.COMMUNE, F.MOTHER_NAME, F.GUARDIAN_PHONE}
    )
    assert gaps(whole) == ()
    assert gaps(whole - {F.GUARDIAN_PHONE}) == (Minimum.PHONE,)
    assert gaps(frozenset()) == tuple(Minimum)


def test_d2_only_five_fields_are_open_to_every_teacher():
    open_fields = {field for field in ProfileField if not field.is_care}
    assert open_fields == {F.FULL_NAME, F.BIRTH_DATE, F.SEX, F.CODE, F.MOET_ID}


def test_policy_groups_are_known_however_written_and_stand_in_order():
    assert policy_group("con TB") == "Con thương binh"
    assert policy_group("không") == ""
    assert policy_group("con vua") is None
    assert split_groups("Mồ côi; Hộ nghèo, Mồ côi") == ("Mồ côi", "Hộ nghèo")
    assert join_groups(("Mồ côi", "Riêng", "Hộ nghèo")) == "Hộ nghèo, Mồ côi, Riêng"
    assert {policy_group(group) for group in POLICY_GROUPS} == set(POLICY_GROUPS)


def test_every_field_has_words():
    assert all(field.label for field in ProfileField)
    assert all(one.label and one.fields for one in Minimum)
