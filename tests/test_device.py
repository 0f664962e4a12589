import json
from pathlib import Path

import pytest

from desktop.device import (
    DECLARED,
    IDLE_MINUTES,
    SCHOOLS,
    THEME,
    Device,
    config_folder,
    data_folder,
    log_folder,
)


def test_a_setting_has_its_default_until_it_is_kept(own_folders: Path):
    device = Device()
    assert device.get(IDLE_MINUTES) == 10

    device.keep(IDLE_MINUTES, 25)

    assert Device().get(IDLE_MINUTES) == 25
    assert Device().file.is_relative_to(own_folders)


def test_a_broken_file_is_kept_aside_and_defaults_serve():
    device = Device()
    device.keep(THEME, "dark")
    device.file.write_text("{ broken", encoding="utf-8")

    again = Device()

    assert again.get(THEME) == THEME.default
    [aside] = device.file.parent.glob("settings.broken-*.json")
    assert aside.read_text(encoding="utf-8") == "{ broken"


@pytest.mark.parametrize("wrong", ["ten", True, None, [1], 1.5])
def test_a_value_of_another_type_gives_the_default(wrong: object):
    device = Device()
    device.file.parent.mkdir(parents=True)
    device.file.write_text(json.dumps({IDLE_MINUTES.name: wrong}), encoding="utf-8")

    assert Device().get(IDLE_MINUTES) == IDLE_MINUTES.default


def test_settings_of_a_newer_program_are_kept():
    device = Device()
    device.file.parent.mkdir(parents=True)
    device.file.write_text(json.dumps({"from_later": 1}), encoding="utf-8")

    Device().keep(IDLE_MINUTES, 5)

    assert json.loads(device.file.read_text(encoding="utf-8"))["from_later"] == 1


def test_keeping_refuses_what_does_not_fit():
    with pytest.raises(TypeError):
        Device().keep(IDLE_MINUTES, True)


def test_schools_are_listed_last_opened_first_and_only_when_there(tmp_path: Path):
    device = Device()
    for name in ("a", "b", "gone"):
        (tmp_path / name).mkdir()
        device.remember_school(tmp_path / name)
    for name in ("a", "b"):
        (tmp_path / name / "school.db").touch()
    device.remember_school(tmp_path / "a")

    assert device.schools() == [tmp_path / "a", tmp_path / "b"]
    assert len(device.get(SCHOOLS)) == 3


def test_every_setting_has_its_own_name_and_a_title():
    assert len({setting.name for setting in DECLARED}) == len(DECLARED)
    assert all(setting.title for setting in DECLARED)


def test_folders_follow_the_variable_and_else_the_system(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
):
    assert {folder.parent for folder in (config_folder(), data_folder(), log_folder())} == {
        own_folders
    }
    monkeypatch.delenv("SO_TRUONG_HOME")
    assert "SoTruong" in str(data_folder())
