"""import, export and print: the plan, the report, what is in the book afterwards."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pypdfium2

from desktop.demo import PASSWORD
from desktop.store import clock
from desktop.store.engine import opened
from desktop.store.keys import unlock
from tests.cli.conftest import Run

NEWCOMERS: list[tuple[int | str, ...]] = [
    ("STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "Giới tính"),
    (1, "HS90001", "Nguyễn Thị Sen Hồng", "12/03/2015", "Nữ"),
    (2, "HS90002", "Trần Văn Sen Trắng", "31/02/2015", "Nam"),
    (3, "HS90003", "Lê Ngọc Sen Vàng", "01/09/2015", "Nữ"),
]


def workbook(path: Path, lines: Sequence[tuple[int | str, ...]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    book.save(path)
    return path


def signed(school: Path, account: str) -> tuple[object, ...]:
    return ("--school", school, "--as", account, "--json")


def course(school: Path, account: str, subject: str = "TOAN", term: int = 2) -> tuple[object, ...]:
    return (*signed(school, account), "--class", "9A", "--subject", subject, "--term", term)


def teacher_of(school: Path, class_name: str, subject: str = "TOAN") -> str:
    """The account of who teaches a subject in a class."""
    key = unlock(school, "hieutruong", PASSWORD, clock.now()).file_key
    with opened(school / "school.db", key) as driver:
        (account,) = driver.execute(
            """SELECT s.account FROM staff s
               JOIN role_assignment r ON r.staff_id = s.id
               JOIN course c ON c.id = r.reach_id
               JOIN school_class k ON k.id = c.class_id
               JOIN subject u ON u.id = c.subject_id
               WHERE k.name = ? AND u.code = ?""",
            (class_name, subject),
        ).fetchone()
    return str(account)


def test_an_import_lists_what_is_wrong_by_cell_and_takes_the_rest(
    run: Run, school: Path, tmp_path: Path
):
    file = workbook(tmp_path / "new.xlsx", NEWCOMERS)

    shown = run("import", "roster", file, *signed(school, "vanphong"), "--class", "6A", "--dry-run")
    done = run("import", "roster", file, *signed(school, "vanphong"), "--class", "6A")

    assert shown.status == done.status == 1
    assert [problem["address"] for problem in shown.json["problems"]] == ["D3"]
    assert shown.json["written"] == 0
    assert shown.json["counts"]["new"] == done.json["written"] == 2


def test_settled_problems_come_in_and_the_same_file_twice_changes_nothing(
    run: Run, school: Path, tmp_path: Path
):
    file = workbook(tmp_path / "new.xlsx", NEWCOMERS)
    roster = ("import", "roster", file, *signed(school, "vanphong"), "--class", "6A")

    settled = run(*roster, "--settle", "D3=28/02/2015")
    again = run(*roster, "--settle", "D3=28/02/2015")

    assert settled.status == again.status == 0
    assert settled.json["written"] == 3
    assert again.json["written"] == 0
    assert again.json["counts"]["unchanged"] == 3


def test_who_may_not_edit_a_class_list_is_told_before_anything_is_planned(
    run: Run, school: Path, tmp_path: Path
):
    file = workbook(tmp_path / "new.xlsx", NEWCOMERS)

    refused = run("import", "roster", file, *signed(school, "yte"), "--class", "6A", "--dry-run")

    assert refused.status == 1
    assert refused.json["refused"]["code"] == "not_permitted"


def test_an_unknown_class_is_answered_with_those_there_are(run: Run, school: Path, tmp_path: Path):
    file = workbook(tmp_path / "new.xlsx", NEWCOMERS)

    refused = run("import", "roster", file, *signed(school, "vanphong"), "--class", "6X")

    assert refused.status == 1
    assert "6A, 7A, 8A, 9A" in refused.err


def test_something_that_is_no_workbook_is_told_in_words(run: Run, school: Path, tmp_path: Path):
    (tmp_path / "new.xlsx").write_text("not a workbook", encoding="utf-8")

    refused = run(
        "import", "roster", tmp_path / "new.xlsx", *signed(school, "vanphong"), "--class", "6A"
    )

    assert refused.status == 1
    assert "sentence" in refused.json["refused"]


def test_exported_marks_come_back_changed(run: Run, school: Path, tmp_path: Path):
    teacher, file = teacher_of(school, "9A"), tmp_path / "marks.xlsx"
    exported = run("export", "marks", *course(school, teacher), "-o", file)
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    cell = next(
        cell
        for row in sheet.iter_rows(min_row=8)
        for cell in row[4:]
        if isinstance(cell.value, int | float)
    )
    cell.value = 9.5 if cell.value != 9.5 else 8.5
    book.save(file)

    same = run("import", "marks", file, *course(school, teacher), "--dry-run")
    written = run("import", "marks", file, *course(school, teacher))
    again = run("import", "marks", file, *course(school, teacher))

    assert exported.status == 0
    assert same.json["counts"]["changed"] == 1
    assert written.status == 0
    assert (written.json["written"], again.json["written"]) == (1, 0)


def test_marks_of_another_teacher_are_refused_and_a_locked_book_by_cell(
    run: Run, school: Path, tmp_path: Path
):
    teacher, file = teacher_of(school, "6A"), tmp_path / "marks.xlsx"
    locked = (*signed(school, teacher), "--class", "6A", "--subject", "toán", "--term", 1)
    assert run("export", "marks", *locked, "-o", file).status == 0
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows(min_row=8):
        for cell in row[4:]:
            if isinstance(cell.value, int | float):
                cell.value = 1
    book.save(file)

    stranger = run(
        "import", "marks", file, *signed(school, "hieutruong"), "--class", "6A",
        "--subject", "toán", "--term", 1,
    )  # fmt: skip
    refused = run("import", "marks", file, *locked)

    assert stranger.json["refused"]["code"] == "not_permitted"
    assert refused.status == 1
    assert refused.json["written"] == 0
    assert refused.json["locked"]


def test_a_class_book_is_printed_and_remembered(run: Run, school: Path, tmp_path: Path):
    done = run(
        "print", "class-book", *signed(school, "hieutruong"), "--class", "6a",
        "--paper", "A4", "-o", tmp_path / "6A.pdf",
    )  # fmt: skip
    rows = run("check", school, "--as", "hieutruong", "--json").json["rows"]
    again = run(
        "print", "class-book", *signed(school, "hieutruong"), "--class", "6A",
        "--paper", "A4", "-o", tmp_path / "again.pdf",
    )  # fmt: skip

    with pypdfium2.PdfDocument(tmp_path / "6A.pdf") as pdf:
        assert len(pdf) == done.json["pages"]
    assert list(done.json["fingerprints"].values()) == list(again.json["fingerprints"].values())
    after = run("check", school, "--as", "hieutruong", "--json").json["rows"]
    assert after == rows + 2  # the print, and that families were on it


def test_the_whole_school_goes_into_one_file_or_one_a_class(run: Run, school: Path, tmp_path: Path):
    whole = ("print", "class-book", *signed(school, "hieutruong"), "--class", "all")

    together = run(*whole, "-o", tmp_path / "all.pdf")
    (tmp_path / "books").mkdir()
    each = run(*whole, "-o", tmp_path / "books")

    assert together.json["books"] == each.json["books"] == 4
    assert len(together.json["files"]) == 1
    assert sorted(path.name for path in (tmp_path / "books").iterdir()) == [
        f"Lớp {name}.pdf" for name in ("6A", "7A", "8A", "9A")
    ]


def test_a_teacher_prints_the_own_book_blank_and_filled(run: Run, school: Path, tmp_path: Path):
    teacher, stranger = teacher_of(school, "6A", "GDTC"), teacher_of(school, "6A")
    own = ("print", "teacher-book", *signed(school, teacher))

    filled = run(*own, "-o", tmp_path / "filled.pdf")
    blank = run(*own, "--blank", "-o", tmp_path / "blank.pdf")
    others = run(*own, "--teacher", stranger, "-o", tmp_path / "others.pdf")

    assert filled.status == blank.status == 0
    assert filled.json["pages"] == blank.json["pages"]
    assert others.json["refused"]["code"] == "not_permitted"
    assert not (tmp_path / "others.pdf").exists()


def test_paper_that_a_form_does_not_know_and_no_class_are_told(
    run: Run, school: Path, tmp_path: Path
):
    paper = run(
        "print", "teacher-book", *signed(school, "hieutruong"), "--paper", "A3",
        "-o", tmp_path / "x.pdf",
    )  # fmt: skip
    nobody = run("print", "class-book", *signed(school, "hieutruong"), "-o", tmp_path / "x.pdf")

    assert paper.status == nobody.status == 1
    assert "A4" in paper.err
    assert "--class" in nobody.err


def test_a_class_view_goes_out_for_a_term_and_for_the_year(run: Run, school: Path, tmp_path: Path):
    view = ("export", "class-view", *signed(school, "hieutruong"), "--class", "9A")

    term = run(*view, "--period", 1, "-o", tmp_path / "term.xlsx")
    year = run(*view, "-o", tmp_path / "year.xlsx")
    refused = run(
        "export", "class-view", *signed(school, "yte"), "--class", "9A", "-o", tmp_path / "no.xlsx"
    )

    assert term.json["period"] == "Học kì I"
    assert year.json["period"] == "Cả năm"
    assert len(term.json["subjects"]) == 12
    sheet = openpyxl.load_workbook(tmp_path / "term.xlsx").active
    assert sheet is not None
    heads = {str(cell.value): number for number, cell in enumerate(sheet[6], 1)}
    levels = {sheet.cell(row, heads["Học tập"]).value for row in range(7, 12)}
    assert levels <= {"Tốt", "Khá", "Đạt", "Chưa đạt", None}
    assert levels - {None}
    assert refused.json["refused"]["code"] == "not_permitted"
    assert not (tmp_path / "no.xlsx").exists()


def test_lists_go_out_in_three_layouts_and_the_log_says_so(run: Run, school: Path, tmp_path: Path):
    office = ("export", "roster", *signed(school, "vanphong"))
    own = run(*office, "--class", "9A", "-o", tmp_path / "9a.xlsx")
    national = run(*office, "--class", "all", "--layout", "national", "-o", tmp_path / "csdl.xlsx")
    update = run(*office, "--class", "all", "--layout", "update", "-o", tmp_path / "cn.xlsx")
    nurse = run(
        "export", "roster", *signed(school, "yte"), "--class", "9A", "--layout", "update",
        "-o", tmp_path / "no.xlsx",
    )  # fmt: skip

    assert (own.json["classes"], own.json["pupils"] > 0) == (["9A"], True)
    assert national.json["pupils"] == update.json["pupils"] > own.json["pupils"]
    assert openpyxl.load_workbook(tmp_path / "cn.xlsx").sheetnames[0] == "DANH MUC"
    assert nurse.status == 1
    assert not (tmp_path / "no.xlsx").exists()
