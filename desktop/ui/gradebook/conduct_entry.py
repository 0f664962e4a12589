"""What a homeroom teacher types into the class view: conduct level, absences, remark. No Qt."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from desktop.commands.comments import LONGEST_TEXT
from desktop.commands.conduct import MOST_ABSENCES, ConductValue
from desktop.rules.names import fold, nfc
from desktop.rules.terms import Level

CONDUCT, EXCUSED, UNEXCUSED, REMARK = "conduct", "excused", "unexcused", "remark"
CHOICES: Final = tuple(level.label for level in reversed(Level))
_LEVELS: Final = {
    "t": Level.TOT, "tot": Level.TOT,
    "k": Level.KHA, "kha": Level.KHA,
    "d": Level.DAT, "dat": Level.DAT,
    "c": Level.CHUA_DAT, "cd": Level.CHUA_DAT, "chua dat": Level.CHUA_DAT,
}  # fmt: skip
_LONGEST_QUOTE: Final = 24


class NotRead(ValueError):
    """What was typed does not fit the column; `sentence` says what does."""

    def __init__(self, typed: str, what: str) -> None:
        short = typed if len(typed) <= _LONGEST_QUOTE else typed[:_LONGEST_QUOTE].rstrip() + "…"
        self.sentence = f"{short} chưa được ghi vào sổ. {what}"
        super().__init__(self.sentence)


def with_typed(value: ConductValue, key: str, text: str) -> ConductValue:
    """The line with one field as it was typed; raises NotRead."""
    return msgspec.structs.replace(value, **{_FIELDS[key]: _READERS[key](nfc(text.strip()))})


def shown(value: ConductValue, key: str) -> str:
    """The field as the cell shows it."""
    found = getattr(value, _FIELDS[key])
    if isinstance(found, Level):
        return found.label
    return "" if found is None else str(found)


def _level(typed: str) -> Level | None:
    if not typed:
        return None
    found = _LEVELS.get(fold(typed))
    if found is None:
        raise NotRead(typed, "Mức rèn luyện: T (Tốt), K (Khá), Đ (Đạt) hoặc C (Chưa đạt).")
    return found


def _count(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_ABSENCES):
        raise NotRead(typed, f"Số buổi nghỉ là số nguyên từ 0 đến {MOST_ABSENCES}.")
    return int(typed)


def _remark(typed: str) -> str:
    text = " ".join(typed.split())
    if len(text) > LONGEST_TEXT:
        raise NotRead(text, f"Nhận xét dài {len(text)} chữ, sổ nhận nhiều nhất {LONGEST_TEXT} chữ.")
    return text


_FIELDS: Final = {
    CONDUCT: "level", EXCUSED: "excused", UNEXCUSED: "unexcused", REMARK: "remark",
}  # fmt: skip
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    CONDUCT: _level, EXCUSED: _count, UNEXCUSED: _count, REMARK: _remark,
}  # fmt: skip
