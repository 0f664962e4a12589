"""The tour as somebody starts it: a process of its own that leaves pictures, books and an index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop.tour.stage import SIZE
from desktop.tour.steps import STEPS

LEAST_COLOURS = 12


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_tour_goes_through_and_leaves_its_pictures(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "tour", str(tmp_path)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pictures = sorted(tmp_path.glob("[0-9][0-9]-*.png"))
    assert len(pictures) >= len(STEPS)
    for path in pictures:
        image = QImage(str(path))
        small = "-125-" in path.name
        assert small or (image.width(), image.height()) == SIZE
        assert colours(image) >= LEAST_COLOURS, f"{path.name} is blank"
    index = (tmp_path / "index.md").read_text(encoding="utf-8")
    assert all(path.name in index for path in pictures)
    books = ["so-lop-A3", "so-giao-vien-A4"]
    assert all((tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF") for name in books)
    assert all(list((tmp_path / f"{name}-trang").glob("*.png")) for name in books)


def colours(image: QImage) -> int:
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return len({image.pixel(x, y) for x, y in points})
