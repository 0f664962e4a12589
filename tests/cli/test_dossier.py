"""export dossier: all data of one pupil, by code or name, as the file's name says."""

import json
from pathlib import Path

from desktop.demo import PASSWORD
from desktop.store import clock
from desktop.store.engine import opened
from desktop.store.keys import unlock
from tests.cli.conftest import Run
from tests.cli.test_books import signed


def test_json_and_pdf_and_whom_one_means(run: Run, school: Path, tmp_path: Path):
    named = (*signed(school, "vanphong"), "--class", "9A")
    name, code = _a_pupil(school)
    out = run("export", "dossier", *named, "--pupil", name, "-o", tmp_path / "a.json")
    assert (out.status, out.json["pupil"]) == (0, name)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["ho_va_ten"] == name
    paper = run("export", "dossier", *named, "--pupil", code.lower(), "-o", tmp_path / "a.pdf")
    assert paper.json["pupil"] == name
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    wrong = run("export", "dossier", *named, "--pupil", name, "-o", tmp_path / "a.docx")
    assert (wrong.status, ".pdf" in wrong.err) == (1, True)
    assert _exports(school) == 2


def _a_pupil(school: Path) -> tuple[str, str]:
    """Name and code of somebody in 9A."""
    key = unlock(school, "hieutruong", PASSWORD, clock.now()).file_key
    with opened(school / "school.db", key) as driver:
        name, code = driver.execute(
            """SELECT s.full_name, s.code FROM student s
               JOIN enrolment e ON e.student_id = s.id
               JOIN school_class k ON k.id = e.class_id
               WHERE k.name = '9A' AND s.code <> ''"""
        ).fetchone()
    return str(name), str(code)


def _exports(school: Path) -> int:
    """How many lines the log of looks has for them."""
    key = unlock(school, "hieutruong", PASSWORD, clock.now()).file_key
    with opened(school / "school.db", key) as driver:
        (count,) = driver.execute(
            "SELECT count(*) FROM sensitive_access WHERE what = 'pupil_export'"
        ).fetchone()
    return int(count)
