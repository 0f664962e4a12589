"""The tour as somebody starts it: a process of its own that leaves pictures, books and an index."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtGui import QImage

from desktop.demo.plan import DemoPlan
from desktop.tour import TourFailed, make_tour
from desktop.tour.album import AT_125, SIZE
from desktop.tour.entering import sign_in
from desktop.tour.paper import CLASS_PDF, TEACHER_PDF
from desktop.tour.stage import Stage
from desktop.tour.steps import SERVED_STEPS, STEPS

LEAST_COLOURS = 12
SMALL = DemoPlan(classes=4, students=5)


@pytest.fixture
def place() -> Iterator[Path]:
    """Not in pytest's folder: as root the database runs as a user who may not look into that."""
    with TemporaryDirectory(prefix="so-truong-tour-") as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_the_tour_goes_through_and_leaves_its_pictures(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "tour", str(place)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pictures = sorted(place.glob("[0-9][0-9]-*.png"))
    assert len(pictures) >= len(STEPS)
    for number, path in enumerate(pictures, 1):
        assert path.name.startswith(f"{number:02}-")
        image = QImage(str(path))
        assert (image.width(), image.height()) == (AT_125 if "-125-" in path.name else SIZE)
        assert colours(image) >= LEAST_COLOURS, f"{path.name} is blank"
    index = (place / "index.md").read_text(encoding="utf-8")
    for book in (CLASS_PDF, TEACHER_PDF):
        path = place / book
        assert path.read_bytes().startswith(b"%PDF")
        pages = sorted((place / f"{path.stem}-trang").glob("*.png"))
        assert f"{len(pages)} trang" in next(x for x in index.splitlines() if f"`{book}`" in x)
        assert all(colours(QImage(str(page))) > 1 for page in pages)
    assert all(path.name in index for path in pictures)
    names = " ".join(path.name for path in pictures)
    for shown in ("ket-noi-may-chu", "hien-o-may-kia", "can-xu-ly-da-khoa", "hai-nguoi-mot-o",
                  "toi-hai-nguoi-mot-o", "125-hai-nguoi-mot-o"):  # fmt: skip
        assert shown in names


@pytest.mark.slow
def test_without_the_packages_of_the_server_its_part_is_told_as_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "desktop.demo.with_server", None)

    album = make_tour(tmp_path, [*SERVED_STEPS, sign_in], SMALL)

    assert all("dang-nhap" in path.name for path in album.pictures)
    assert "so-truong[server]" in album.left_out[0]
    assert album.left_out[0] in (tmp_path / "index.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_step_that_fails_ends_the_tour_with_its_name(tmp_path: Path) -> None:
    def settled_by_magic(stage: Stage) -> None:
        """The marks are all there."""
        stage.must(stage.album.pictures, "8,75 is a mark")

    with pytest.raises(TourFailed, match=r"^The marks are all there: 8,75 is a mark$"):
        make_tour(tmp_path, [settled_by_magic, sign_in], SMALL)
    assert not list(tmp_path.glob("*.png"))


@pytest.mark.slow
def test_an_exception_in_a_slot_ends_the_tour(tmp_path: Path) -> None:
    def slip(stage: Stage) -> None:
        """Somebody presses a button with a bug."""
        stage.page.go.clicked.connect(lambda: stage.memory["nothing"])
        stage.page.go.click()

    with pytest.raises(TourFailed, match=r"^Somebody presses a button with a bug") as failed:
        make_tour(tmp_path, [slip], SMALL)
    cause = failed.value.__cause__
    assert cause is not None
    assert isinstance(cause.__cause__, KeyError)


def colours(image: QImage) -> int:
    points = ((x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7))
    return len({image.pixel(x, y) for x, y in points})
