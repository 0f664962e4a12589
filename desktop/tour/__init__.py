"""The tour: drives the real windows through the main jobs and leaves pictures and printed books."""

from collections.abc import Sequence
from pathlib import Path

from desktop.demo.plan import DemoPlan
from desktop.tour.stage import TourFailed, opened_stage
from desktop.tour.steps import STEPS, Step


def make_tour(
    folder: Path, steps: Sequence[Step] = STEPS, plan: DemoPlan | None = None
) -> list[Path]:
    """Go through the steps; returns the pictures. Raises TourFailed with the step's name."""
    with opened_stage(folder, plan) as stage:
        for step in steps:
            name = (step.__doc__ or step.__name__).rstrip(".")
            try:
                step(stage)
                stage.end_step()
            except Exception as error:
                raise TourFailed(f"{name}: {error}") from error
        stage.album.write_index()
        return list(stage.album.pictures)


__all__ = ["TourFailed", "make_tour"]
