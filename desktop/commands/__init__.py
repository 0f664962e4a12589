"""Every change that anyone can make: who may, when it is refused, what it writes."""

from desktop.commands import (
    classes,
    comments,
    conduct,
    courses,
    gradebook,
    locks,
    printed,
    roster,
    school,
    staff,
    subjects,
)

__all__ = [
    "classes",
    "comments",
    "conduct",
    "courses",
    "gradebook",
    "locks",
    "printed",
    "roster",
    "school",
    "staff",
    "subjects",
]
