"""Knows under which other names schools write a subject."""

from typing import Final

from desktop.rules.names import fold

_SUBJECTS: Final = (
    {"ngoai ngu 1", "ngoai ngu", "tieng anh", "anh", "anh van"},
    {"giao duc cong dan", "gdcd"},
    {"khoa hoc tu nhien", "khtn"},
    {"lich su va dia li", "lich su va dia ly", "ls&dl", "lich su & dia li", "lich su - dia li"},
    {"giao duc the chat", "gdtc", "the duc"},
    {"giao duc quoc phong va an ninh", "gdqp", "gdqp-an", "gdqpan"},
    {"hoat dong trai nghiem, huong nghiep", "hdtn", "hdtn, hn", "hdtn-hn", "hdtnhn"},
    {"noi dung giao duc cua dia phuong", "gddp", "giao duc dia phuong"},
    {"giao duc kinh te va phap luat", "gdktpl", "gdkt&pl"},
    {"ngu van", "van"},
    {"toan", "toan hoc"},
    {"tin hoc", "tin"},
    {"vat li", "vat ly", "ly", "li"},
    {"hoa hoc", "hoa"},
    {"sinh hoc", "sinh"},
    {"lich su", "su"},
    {"dia li", "dia ly", "dia"},
    {"mi thuat", "my thuat"},
)
"""Names that schools use for one subject, folded."""


def same_subject(one: str, other: str) -> bool:
    """TOÁN and Toán; Tiếng Anh and Ngoại ngữ 1."""
    mine, theirs = fold(one), fold(other)
    return mine == theirs or any(mine in names and theirs in names for names in _SUBJECTS)


def spellings(name: str) -> tuple[str, ...]:
    """The name itself and what else stands for it at the head of a column."""
    others = next((names for names in _SUBJECTS if fold(name) in names), set())
    return (name, *sorted(others))
