"""Scans attached to pupils, as cards and registers name them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.people import Staff
from desktop.models.profile import Paper
from desktop.queries.people import GONE
from desktop.rules.papers import FileKind


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A scan; its file is `sha256`. `about` is profile, policy, transfer or consent."""

    paper_id: UUID
    title: str
    sha256: str
    kind: FileKind
    size: int
    about: str
    about_id: UUID | None
    kept_by: str
    kept_at: int


def papers_of(session: Session, pupils: Collection[UUID]) -> dict[UUID, tuple[PaperLine, ...]]:
    """The papers of some pupils, the newest first; who asks has made sure that they may be seen."""
    found: dict[UUID, list[PaperLine]] = defaultdict(list)
    rows = session.execute(
        select(Paper, Staff.full_name)
        .join(Staff, Staff.id == Paper.kept_by, isouter=True)
        .where(Paper.student_id.in_(list(pupils)))
        .order_by(Paper.kept_at.desc(), Paper.id)
    )
    for row, name in rows:
        found[row.student_id].append(
            PaperLine(
                row.id, row.title, row.sha256, FileKind(row.kind), row.size, row.about,
                row.about_id, name or GONE, row.kept_at,
            )
        )  # fmt: skip
    return {student_id: tuple(lines) for student_id, lines in found.items()}


def papers_about(papers: Collection[PaperLine], about_id: UUID) -> tuple[PaperLine, ...]:
    """Those that are evidence for one thing."""
    return tuple(paper for paper in papers if paper.about_id == about_id)
