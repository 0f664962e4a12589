"""Entries that were refused because somebody else's value stood there: others are to see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, insert, literal, select

from desktop.commands.command import Code, Command
from desktop.commands.comments import WriteComments
from desktop.commands.conduct import RateConduct
from desktop.commands.gradebook import EnterMarks
from desktop.models.gradebook import Comment, Conduct, EntryConflict
from desktop.models.gradebook import Mark as MarkRow
from desktop.rules.locks import COMMENTS, CONDUCT
from desktop.rules.marks import Column
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.terms import Term
from desktop.sync.protocol import Verdict

_CONFLICT: Final = cast("Table", EntryConflict.__table__)


@dataclass(frozen=True, slots=True)
class _Book:
    """Where an entry was to stand; `stands` is what stands: column, pupil, by whom; latest first.

    `words` is the one column of a book of comments or conduct.
    """

    place: UUID
    term: Term
    audience: UUID
    stands: Select[int, UUID, UUID]
    words: Column | None = None


def note_conflicts(
    connection: Connection, command: Command, verdict: Verdict, by: UUID, at: int
) -> None:
    """Write one row for each column in which a refused entry met another value.

    Not within the command's savepoint, which is gone by now; replay does the same (sync.md 25).
    """
    book = _book(command)
    if book is None:
        return
    columns: dict[Column, set[UUID | None]] = defaultdict(set)
    for detail in verdict.detail:
        if detail.code is Code.CONFLICT:
            column = detail.column if book.words is None else book.words
            columns[column].add(detail.student_id)
    if not columns:
        return
    standing = connection.execute(book.stands).all()
    connection.execute(
        insert(_CONFLICT),
        [
            {
                "command_id": verdict.id, "col": column, "course_id": book.place,
                "term": int(book.term), "cells": len(pupils), "refused_by": by,
                "stands_by": _latest(standing, column, pupils),
                "refused_at": at, "audience": book.audience, "seq": verdict.seq,
            }
            for column, pupils in columns.items()
        ],
    )  # fmt: skip


def _book(command: Command) -> _Book | None:
    if isinstance(command, EnterMarks):
        course_id, term = command.course_id, command.term
        marks = select(MarkRow.column, MarkRow.student_id, MarkRow.entered_by).where(
            MarkRow.course_id == course_id, MarkRow.term == int(term),
            MarkRow.column.in_({cell.column for cell in command.cells}),
        )  # fmt: skip
        return _Book(course_id, term, course_id, marks.order_by(MarkRow.entered_at.desc()))
    if isinstance(command, WriteComments):
        course_id, term = command.course_id, command.term
        texts = select(literal(COMMENTS), Comment.student_id, Comment.entered_by).where(
            Comment.course_id == course_id, Comment.term == int(term)
        )
        texts = texts.order_by(Comment.entered_at.desc())
        return _Book(course_id, term, course_id, texts, COMMENTS)
    if isinstance(command, RateConduct):
        class_id, term = command.class_id, command.term
        lines = select(literal(CONDUCT), Conduct.student_id, Conduct.entered_by).where(
            Conduct.class_id == class_id, Conduct.term == int(term)
        )
        lines = lines.order_by(Conduct.entered_at.desc())
        return _Book(class_id, term, audience(AudienceKind.CARE, class_id), lines, CONDUCT)
    return None


def _latest(
    standing: Sequence[Row[int, UUID, UUID]], column: Column, pupils: set[UUID | None]
) -> UUID | None:
    """Whose value came last to one of these cells; None where all of them were cleared."""
    found = (row[2] for row in standing if row[0] == column and row[1] in pupils)
    return next(found, None)
