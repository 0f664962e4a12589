"""Knows where the type of the official books comes from: Times New Roman, else Tinos."""

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from desktop.resources import resource
from desktop.store.trouble import Trouble

# The same four files under the names that Windows, msttcorefonts and macOS give them.
_TIMES: Final = (
    ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
    (
        "Times_New_Roman.ttf",
        "Times_New_Roman_Bold.ttf",
        "Times_New_Roman_Italic.ttf",
        "Times_New_Roman_Bold_Italic.ttf",
    ),
    (
        "Times New Roman.ttf",
        "Times New Roman Bold.ttf",
        "Times New Roman Italic.ttf",
        "Times New Roman Bold Italic.ttf",
    ),
)
_TINOS: Final = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")
_EVERY_LETTER: Final = "ĂÂĐÊÔƠƯăâđêôơưẢẠẤẬẮẶẺẸẾỆỈỊỎỌỐỘỚỢỦỤỨỰỲỴỶỸảạấậắặẻẹếệỉịỏọốộớợủụứựỳỵỷỹ"


class NoFont(Trouble):
    """Neither Times New Roman nor Tinos can be read."""

    def __init__(self, looked_in: Iterable[Path]) -> None:
        places = "; ".join(str(folder) for folder in looked_in)
        super().__init__(
            "Chưa in được vì máy này không có phông chữ Times New Roman, và bộ phông Tinos đi kèm "
            f"chương trình cũng không đọc được. Dữ liệu trong sổ vẫn nguyên. Cài lại Sổ Trường "
            f"hoặc cài phông Times New Roman rồi in lại. Đã tìm trong: {places}."
        )


@dataclass(frozen=True, slots=True)
class Faces:
    """The names under which the four styles are registered with the PDF library."""

    regular: str
    bold: str
    italic: str
    bold_italic: str


def faces(folders: tuple[Path, ...] | None = None) -> Faces:
    """Register the type of this computer, once a process. Raises NoFont.

    `folders` are searched in their order; without them, the computer's own and then resources.
    """
    return _faces(font_folders() if folders is None else folders)


def font_folders() -> tuple[Path, ...]:
    return (*_folders_of_the_system(), resource("fonts"))


@cache
def _faces(folders: tuple[Path, ...]) -> Faces:
    for files in _sets(folders):
        names = _register(files)
        if names is not None:
            return Faces(*names)
    raise NoFont(folders)


def _sets(folders: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    for folder in folders:
        for names in (*_TIMES, _TINOS):
            files = tuple(folder / name for name in names)
            if all(file.is_file() for file in files):
                yield files


def _register(files: tuple[Path, ...]) -> tuple[str, ...] | None:
    """None when a file is damaged or lacks Vietnamese letters, as old Times New Roman does."""
    names = tuple(f"{file.parent.name}-{file.stem}".replace(" ", "") for file in files)
    try:
        fonts = [TTFont(name, str(file)) for name, file in zip(names, files, strict=True)]
    except (TTFError, OSError, KeyError, IndexError, ValueError, struct.error):
        return None  # the library reads a damaged file as far as it gets
    if not all(ord(letter) in font.face.charToGlyph for font in fonts for letter in _EVERY_LETTER):
        return None
    for font in fonts:
        pdfmetrics.registerFont(font)
    return names


def _folders_of_the_system() -> tuple[Path, ...]:
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", own)
    return (
        Path("/usr/share/fonts/truetype/msttcorefonts"),
        Path("/usr/share/fonts/msttcorefonts"),
        Path("/usr/share/fonts/msttcore"),
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts/Supplemental"),
        Path.home() / ".local" / "share" / "fonts",
        Path.home() / ".fonts",
    )
