"""letter: what a pupil has missed, for the parents, from the command line."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_books import signed

AWAY, NOBODY = 4, 77  # numbers in 9A of the demonstration school


def test_a_letter_goes_out_or_it_is_said_why_not(run: Run, school: Path, tmp_path: Path):
    text = tmp_path / "thư.txt"
    named = (*signed(school, "vanphong"), "--class", "9A", "--days", "year", "-o", text)
    nobody = run("letter", *named, "--pupil", NOBODY)
    assert nobody.status == 1
    assert "không có em số 77" in nobody.err
    assert not text.exists()
    out = run("letter", *named, "--pupil", AWAY)
    assert out.status == 0, out.err
    said = text.read_text(encoding="utf-8")
    assert out.json["pupil"] in said
    assert said.count("– ") == out.json["sessions"] > 0
