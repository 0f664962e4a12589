"""Entries that were refused because somebody else's value stood there: others are to see them."""

from collections import defaultdict
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Connection, Table, insert, select

from desktop.commands.command import Code, Command, Detail
from desktop.commands.gradebook import EnterMarks
from desktop.models.gradebook import EntryConflict
from desktop.models.gradebook import Mark as MarkRow
from desktop.sync.protocol import Verdict

_CONFLICT: Final = cast("Table", EntryConflict.__table__)
_STANDS: Final = select(MarkRow.column, MarkRow.student_id, MarkRow.entered_by).order_by(
    MarkRow.entered_at.desc()
)


def note_conflicts(
    connection: Connection, command: Command, verdict: Verdict, by: UUID, at: int
) -> None:
    """Write one row for each column in which a refused entry met another value.

    Not within the command's savepoint, which is gone by now; replay does the same (sync.md 25).
    """
    if not isinstance(command, EnterMarks):
        return
    columns: dict[int, list[Detail]] = defaultdict(list)
    for detail in verdict.detail:
        if detail.code is Code.CONFLICT:
            columns[detail.column].append(detail)
    if not columns:
        return
    rows = connection.execute(
        _STANDS.where(
            MarkRow.course_id == command.course_id, MarkRow.term == int(command.term),
            MarkRow.column.in_(columns),
        )
    ).all()  # fmt: skip
    connection.execute(
        insert(_CONFLICT),
        [
            {
                "command_id": verdict.id, "col": column, "course_id": command.course_id,
                "term": int(command.term), "cells": len(bad), "refused_by": by,
                "stands_by": _latest(rows, column, {d.student_id for d in bad}),
                "refused_at": at, "audience": command.course_id, "seq": verdict.seq,
            }
            for column, bad in columns.items()
        ],
    )  # fmt: skip


def _latest(rows: object, column: int, pupils: set[UUID | None]) -> UUID | None:
    """Whose value came last to one of these cells; None where all of them were cleared."""
    found = (
        r[2]
        for r in cast("list[tuple[int, UUID, UUID]]", rows)
        if r[0] == column and r[1] in pupils
    )
    return next(found, None)
