"""The set-up script: what it finds missing, what it asks for, and when it has nothing to do."""

import shutil
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, in a checkout of its own."""
    spec = spec_from_file_location("prepare", ROOT / "setup" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


def made(venv: Path, prepare: ModuleType) -> None:
    python = prepare.python_of(venv)
    python.parent.mkdir(parents=True)
    python.touch()


def test_here_nothing_is_missing(prepare: ModuleType):
    assert prepare.missing_packages() == []


def test_missing_libraries_are_named_by_package(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(prepare, "opens", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(prepare.sys, "platform", "linux")

    assert prepare.missing_packages() == ["libegl1"]


def test_a_window_needs_more_than_drawing(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(prepare, "opens", lambda library: "xcb" not in library)
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    without = prepare.missing_packages()
    monkeypatch.setenv("DISPLAY", ":0")

    assert without == []
    assert "libxcb-cursor0" in prepare.missing_packages()


def test_python_without_ensurepip_asks_for_venv(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(prepare.sys, "platform", "linux")
    monkeypatch.setattr(prepare, "opens", lambda _library: True)
    monkeypatch.setattr(prepare.importlib.util, "find_spec", lambda _name: None)

    (package,) = prepare.missing_packages()

    assert package.endswith("-venv")


def test_without_rights_the_one_command_is_printed(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(prepare, "as_administrator", lambda: None)

    with pytest.raises(SystemExit) as stopped:
        prepare.install_packages(["libegl1", "libgl1"])

    assert "sudo apt-get install -y --no-install-recommends libegl1 libgl1" in str(stopped.value)


def test_an_installation_is_good_until_its_files_change(prepare: ModuleType, tmp_path: Path):
    made(tmp_path / ".venv", prepare)
    assert not prepare.ready(["test"])

    prepare.stamp_of(["test"]).write_text(prepare.fingerprint(["test"]), encoding="utf-8")
    assert prepare.ready(["test"])
    assert not prepare.ready(["build"])

    with (tmp_path / "constraints.txt").open("a", encoding="utf-8") as file:
        file.write("another==1.0\n")
    assert not prepare.ready(["test"])


def test_a_venv_whose_python_is_gone_is_no_installation(prepare: ModuleType, tmp_path: Path):
    made(tmp_path / ".venv", prepare)
    prepare.stamp_of([]).write_text(prepare.fingerprint([]), encoding="utf-8")

    assert prepare.ready([])
    assert not prepare.run_quietly([str(prepare.python_of(tmp_path / ".venv")), "--version"])
    prepare.python_of(tmp_path / ".venv").unlink()
    assert not prepare.ready([])
