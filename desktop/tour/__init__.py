"""The tour: drives the real windows through the main jobs and leaves pictures and printed books."""

from pathlib import Path

from desktop.tour.stage import Stage, TourFailed, opened_stage
from desktop.tour.steps import STEPS


def make_tour(folder: Path) -> list[Path]:
    """Go through all steps; returns the pictures. Whatever fails carries its step's name."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened_stage(folder) as stage:
        for step in STEPS:
            name = (step.__doc__ or step.__name__).rstrip(".")
            try:
                step(stage)
            except BaseException as error:
                error.add_note(f"Tour, step: {name}")
                raise
            stage.raise_bug(name)
        stage.write_index()
        return list(stage.pictures)


__all__ = ["Stage", "TourFailed", "make_tour"]
