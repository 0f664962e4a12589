"""The tour: drives the real windows through the main jobs and leaves pictures and printed books."""

from collections.abc import Sequence
from pathlib import Path

from desktop.demo.plan import DemoPlan
from desktop.tour.album import Album
from desktop.tour.served import LEFT_OUT, server_is_here
from desktop.tour.stage import TourFailed, opened_stage
from desktop.tour.steps import SERVED_STEPS, STEPS, Step


def make_tour(folder: Path, steps: Sequence[Step] = STEPS, plan: DemoPlan | None = None) -> Album:
    """Go through the steps; returns the pictures. Raises TourFailed with the step's name.

    What this computer cannot show is told in the album as left out.
    """
    with opened_stage(folder, plan) as stage:
        if not server_is_here():
            steps = [step for step in steps if step not in SERVED_STEPS]
            stage.album.leave_out(LEFT_OUT)
        for step in steps:
            name = (step.__doc__ or step.__name__).rstrip(".")
            try:
                step(stage)
                stage.end_step()
            except Exception as error:
                raise TourFailed(f"{name}: {error}") from error
        stage.album.write_index()
        return stage.album


__all__ = ["TourFailed", "make_tour"]
