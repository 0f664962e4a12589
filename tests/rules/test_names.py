"""Vietnamese names: forms, parts, order and search."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.names import (
    fold,
    found_by,
    is_all_caps,
    join_name,
    name_key,
    nfc,
    search_key,
    search_words,
    split_name,
    tidy_name,
    title_name,
)

LETTERS = st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạấầẩẫậđĐÂƯ")
WORDS = st.text(LETTERS, min_size=1, max_size=7)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def in_order(*names: str) -> bool:
    return all(name_key(a) < name_key(b) for a, b in pairwise(names))


def test_the_alphabet_is_the_vietnamese_one():
    assert in_order(*"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_the_tones_go_ngang_huyen_hoi_nga_sac_nang():
    assert in_order("ma", "mà", "mả", "mã", "má", "mạ")
    assert in_order("mâ", "mầ", "mẩ", "mẫ", "mấ", "mậ")


def test_given_name_first_then_family_and_middle():
    assert in_order("Trần Văn An", "Lê Thị Ánh", "Phạm Ân", "Đỗ Bình", "Vũ Dũng", "An Đức")
    assert in_order("Lê Văn An", "Nguyễn An", "Nguyễn Thị An", "Nguyễn Văn An")


def test_letters_decide_before_tones():
    assert in_order("Tu", "Tú", "Tụ", "Tun", "Tư", "Từ")
    assert in_order("Hồ Văn An", "Hổ Văn An", "Hồ Vân An")


def test_where_the_tone_is_written_does_not_matter():
    assert name_key("Lê Hoà") == name_key("Lê Hòa")


@pytest.mark.parametrize(
    ("one", "other"), [("H'Hen Niê", "H’Hen Niê"), ("Lê An", "LÊ AN"), ("Jörg", "Jorg")]
)
def test_the_same_place_in_the_list(one, other):
    assert name_key(one) == name_key(other)


def test_foreign_letters_and_digits_have_a_place():
    assert in_order("Lê An 2", "Lê An 3", "Lê An", "Lê Nina", "Lê Niña", "Lê Zoe", "Lê Я")


def test_the_key_is_the_same_for_composed_and_decomposed_text():
    name = "Nguyễn Đức Thịnh"
    assert name_key(unicodedata.normalize("NFD", name)) == name_key(name)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn  Đức", "nguyen duc"),
        ("ĐẶNG THỊ ƯỚC", "dang thi uoc"),
        (" H’Hen\tNiê ", "h'hen nie"),
        (unicodedata.normalize("NFD", "Trường Đỗ"), "truong do"),
        ("", ""),
        ("℡", "tel"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text) == " ".join(fold(text).split())


@given(NAMES)
def test_fold_leaves_plain_letters_and_forgets_the_form(name):
    assert fold(name).replace(" ", "").isascii()
    assert fold(unicodedata.normalize("NFD", name)) == fold(name) == fold(name.upper())


@given(NAMES, NAMES)
def test_equal_folds_differ_by_hooks_and_tones_only(one, other):
    if name_key(one) == name_key(other):
        assert fold(one) == fold(other)


@given(NAMES)
def test_parts_make_the_whole(name):
    family, given_name = split_name(name)
    assert join_name(family, given_name) == tidy_name(name)
    assert " " not in given_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nguyễn Văn An", ("Nguyễn Văn", "An")),
        ("  Lê   An ", ("Lê", "An")),
        ("An", ("", "An")),
        ("", ("", "")),
    ],
)
def test_split_name(name, parts):
    assert split_name(name) == parts


def test_tidy_name_mends_spaces_and_form_but_not_letters():
    assert tidy_name("\xa0Nguyễn\u200b  Văn\tAN ") == "Nguyễn Văn AN"
    decomposed = unicodedata.normalize("NFD", "Trần Thế Ước")
    assert tidy_name(decomposed) == "Trần Thế Ước"
    assert nfc(decomposed) == "Trần Thế Ước"


@given(st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)


@pytest.mark.parametrize(
    ("text", "titled"),
    [
        ("NGUYỄN VĂN ĐỨC", "Nguyễn Văn Đức"),
        ("nguyễn thị ước", "Nguyễn Thị Ước"),
        ("H'HEN NIÊ-BKRÔNG", "H'Hen Niê-Bkrông"),
        (unicodedata.normalize("NFD", "ÂU ĐÌNH ẢNH"), "Âu Đình Ảnh"),
    ],
)
def test_title_name(text, titled):
    assert title_name(text) == titled


def test_is_all_caps():
    assert is_all_caps("TRẦN Á")
    assert not is_all_caps("Trần Á")
    assert not is_all_caps("Á")
    assert not is_all_caps("12")


@pytest.mark.parametrize(
    "query", ["nguyen duc", "duc nguyen", "ng duc", "Đức", "ĐỨC  nguyễn", "d a", ""]
)
def test_a_pupil_is_found(query):
    assert found_by(search_words(query), search_key("Nguyễn Đức Anh"))


@pytest.mark.parametrize("query", ["guyen", "nguyen duy", "uc", "anh em"])
def test_another_is_not(query):
    assert not found_by(search_words(query), search_key("Nguyễn Đức Anh"))
