"""What this computer remembers between two starts: its folders and its settings, no school data."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import platformdirs

T = TypeVar("T", int, str, list[str])


def config_folder() -> Path:
    """Return where settings lie; SO_TRUONG_HOME moves everything, say to a USB stick."""
    return _moved("config") or platformdirs.user_config_path("SoTruong", appauthor=False)


def data_folder() -> Path:
    return _moved("data") or platformdirs.user_data_path("SoTruong", appauthor=False)


def log_folder() -> Path:
    return _moved("log") or platformdirs.user_log_path("SoTruong", appauthor=False)


def _moved(kind: str) -> Path | None:
    home = os.environ.get("SO_TRUONG_HOME")
    return Path(home) / kind if home else None


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One thing that can be set: its name in the file, its default, its title on screen."""

    name: str
    default: T
    title: str

    def fits(self, value: object) -> bool:
        """Tell whether a value read from the file can be this setting's; a bool is no number."""
        if isinstance(self.default, list):
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        return type(value) is type(self.default)


# To add a setting: declare it here and put it into DECLARED. That is all; old files stay good.
SCHOOLS = Setting[list[str]]("schools", [], "Các trường đã mở trên máy này")
ACCOUNT = Setting[str]("account", "", "Tài khoản đăng nhập gần nhất")
THEME = Setting[str]("theme", "system", "Giao diện sáng, tối hoặc theo máy")
IDLE_MINUTES = Setting[int]("idle_minutes", 10, "Khóa màn hình sau (phút)")

DECLARED: tuple[Setting[Any], ...] = (SCHOOLS, ACCOUNT, THEME, IDLE_MINUTES)

REMEMBERED_SCHOOLS = 8
SIGNS = ("school.db", "server.json")  # what lies in the folder of a school


class Device:
    """The settings of this computer, kept in one JSON file."""

    def __init__(self, file: Path | None = None) -> None:
        """Read the file; one that cannot be read is kept aside and defaults are used."""
        self.file = file or config_folder() / "settings.json"
        self._values: dict[str, Any] = self._read()

    def get(self, setting: Setting[T]) -> T:
        value = self._values.get(setting.name, setting.default)
        return value if setting.fits(value) else setting.default

    def keep(self, setting: Setting[T], value: T) -> None:
        """Remember a value at once; the file is whole at any moment, also when power fails."""
        if not setting.fits(value):
            raise TypeError(f"{setting.name}: {value!r}")
        self._values[setting.name] = value
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".new")
        text = json.dumps(self._values, ensure_ascii=False, indent=2, sort_keys=True)
        with beside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self.file)

    def remember_school(self, folder: Path) -> None:
        """Put a school's folder first in the list that the sign-in shows."""
        first = str(folder.resolve())
        others = [known for known in self.get(SCHOOLS) if known != first]
        self.keep(SCHOOLS, [first, *others][:REMEMBERED_SCHOOLS])

    def schools(self) -> list[Path]:
        """Return the schools opened here that are still there, the last one first."""
        known = map(Path, self.get(SCHOOLS))
        return [path for path in known if any((path / name).exists() for name in SIGNS)]

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            values = None
        if isinstance(values, dict):
            return values
        self._set_aside()
        return {}

    def _set_aside(self) -> None:
        stamp = datetime.now(tz=UTC).strftime("%Y%m%d-%H%M%S")
        try:
            self.file.replace(self.file.with_name(f"settings.broken-{stamp}.json"))
        except OSError:
            return  # a folder that cannot be written: the defaults serve for this start
