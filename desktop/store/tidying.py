"""Dropping the files that nothing in the school names any more, when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.queries.named_files import named_files
from desktop.store.files import drop_unnamed, kept_files
from desktop.store.slots import DATABASE

if TYPE_CHECKING:
    from desktop.store.school import School

_REPLACED = DATABASE + ".replaced"


def tidy_files(school: School) -> int:
    """Returns how many went. Beside a replaced school all stay: they may be that one's."""
    folder = school.folder
    if (folder / _REPLACED).exists() or not any(kept_files(folder)):
        return 0
    return drop_unnamed(folder, school.read(named_files))
