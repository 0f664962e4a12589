"""print: monthly sheets and lists, with the same rights as in the window."""

from pathlib import Path

import pypdfium2

from tests.cli.conftest import Run
from tests.cli.test_books import signed, teacher_of


def test_sheets_of_a_month_of_the_whole_school(run: Run, school: Path, tmp_path: Path):
    done = run(
        "print", "roll-sheet", *signed(school, "vanphong"), "--class", "all",
        "--month", "2026-12", "--paper", "A4", "-o", tmp_path / "sheets.pdf",
    )  # fmt: skip
    assert (done.json["books"], done.json["pages"], done.json["paper"]) == (4, 4, "A4")
    with pypdfium2.PdfDocument(tmp_path / "sheets.pdf") as pdf:
        assert "Tháng 12 năm 2026" in pdf[3].get_textpage().get_text_range()


def test_a_list_with_own_columns_and_telephones_for_carers_only(
    run: Run, school: Path, tmp_path: Path
):
    own = (
        "--class", "6A", "--columns", "8", "--title", "Số tiền", "--title", "Kí nhận",
        "--paper", "A4L", "--contact", "-o", tmp_path / "list.pdf",
    )  # fmt: skip
    refused = run("print", "class-list", *signed(school, teacher_of(school, "6A")), *own)
    assert refused.json["refused"]["code"] == "not_permitted"
    assert not (tmp_path / "list.pdf").exists()
    assert run("print", "class-list", *signed(school, "vanphong"), *own).json["paper"] == "A4L"
    with pypdfium2.PdfDocument(tmp_path / "list.pdf") as pdf:
        assert "Kí nhận" in pdf[0].get_textpage().get_text_range()


def test_what_cannot_be_meant_is_told(run: Run, school: Path, tmp_path: Path):
    to = ("--class", "6A", "-o", tmp_path / "x.pdf")
    month = run("print", "roll-sheet", *signed(school, "vanphong"), *to, "--month", "2026-13")
    columns = run("print", "class-list", *signed(school, "vanphong"), *to, "--columns", "21")
    assert month.status == columns.status == 1
    assert "Ghi như 2026-12" in month.err
    assert "1–20 cột" in columns.err
