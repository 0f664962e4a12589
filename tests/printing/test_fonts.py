"""Where the type comes from, and what is said when there is none."""

import shutil

import pytest

from desktop.printing.fonts import NoFont, faces
from desktop.resources import resource
from desktop.store.trouble import Trouble

TINOS = ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")
WINDOWS = ("times", "timesbd", "timesi", "timesbi")


def copied(folder, names):
    folder.mkdir()
    for source, name in zip(TINOS, names, strict=True):
        shutil.copy(resource(f"fonts/{source}.ttf"), folder / f"{name}.ttf")
    return folder


def test_times_new_roman_goes_before_tinos(tmp_path):
    windows = copied(tmp_path / "windows", WINDOWS)
    tinos = copied(tmp_path / "tinos", TINOS)
    assert faces((windows, tinos)).bold == "windows-timesbd"
    assert faces((tmp_path / "none", tinos)).italic == "tinos-Tinos-Italic"


def test_without_any_font_the_sentence_says_what_to_do(tmp_path):
    with pytest.raises(NoFont) as caught:
        faces((tmp_path,))
    assert isinstance(caught.value, Trouble)
    assert "Times New Roman" in caught.value.sentence
    assert "Dữ liệu trong sổ vẫn nguyên" in caught.value.sentence
    assert str(tmp_path) in caught.value.sentence


def test_a_damaged_font_is_passed_over(tmp_path):
    damaged = copied(tmp_path / "damaged", WINDOWS)
    (damaged / "timesbd.ttf").write_bytes(b"\0\1\0\0" + bytes(200))
    with pytest.raises(NoFont):
        faces((damaged,))
    whole = copied(tmp_path / "whole", TINOS)
    assert faces((damaged, whole)).regular == "whole-Tinos-Regular"
