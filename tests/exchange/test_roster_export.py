"""Class lists out of the school, in three layouts; its own comes back in unchanged."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop.commands.moving import MoveClass
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.transfers import Circumstances, TransferOut
from desktop.exchange.plan import LineKind
from desktop.exchange.roster import plan_roster, read_roster
from desktop.exchange.roster_export import RosterLayout, export_roster
from desktop.queries.known_pupils import known_pupils
from desktop.queries.roster_export import RosterExport, roster_export
from desktop.rules.ethnicities import ETHNICITIES
from desktop.store.trouble import Trouble
from tests.life import life
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 10)
FULL = Pupil(
    full_name="Đinh Hồng Ân", birth_date=date(2015, 5, 1), sex="nu", code="000017",
    moet_id="0123456789", citizen_id="066315000017", birth_place="Tỉnh Đắk Lắk",
    nationality="Việt Nam", ethnicity="Ê-đê", religion="Tin lành", disability="Không",
    priority_group="Hộ nghèo, Dân tộc thiểu số", province="Tỉnh Đắk Lắk", commune="Xã Ea Ktur",
    address="Buôn Pu Huê", former_address="Xã Ea Ktur, huyện Cư Kuin", phone="0912345678",
    note="Nhà xa", father=Parent("Y Bình Niê", "Làm rẫy", "0912000001", "", "1985"),
    mother=Parent("H’Lan Mlô", "Làm rẫy", "0912000002", "", "1987"),
    guardian=Parent("Y Khoa Niê", "", "0912000003", "", "1960"),
)  # fmt: skip


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        built.add_pupils("6A", FULL)
        yield built


def exported(school: BuiltSchool, by: str = "vanphong", only: str = "6A") -> RosterExport:
    classes = [school.classes[only].class_id] if only else None
    return roster_export(school.session, school.person(by), DAY, classes)


def sheet_of(path: Path, title: str | None = None) -> list[list[object]]:
    book = load_workbook(path)
    found = book[title] if title else book.worksheets[0]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_the_schools_own_list_comes_back_unchanged(school: BuiltSchool, tmp_path: Path):
    path = tmp_path / "6A.xlsx"
    done = export_roster(exported(school), RosterLayout.SCHOOL, path)
    assert done.pupils == 5
    known = known_pupils(
        school.session, school.person("vanphong"), school.classes["6A"].class_id, DAY
    )
    plan = plan_roster(read_roster(path, "6A"), known.pupils, "6A", today=DAY)
    assert plan.problems == ()
    assert {line.kind for line in plan.lines} == {LineKind.UNCHANGED}
    assert not any("không dùng" in note for note in plan.notes)


def test_every_field_of_the_list_is_in_it(school: BuiltSchool, tmp_path: Path):
    path = tmp_path / "6A.xlsx"
    export_roster(exported(school), RosterLayout.SCHOOL, path)
    rows = sheet_of(path)
    line = next(row for row in rows if "Đinh Hồng Ân" in row)
    for text in ("Tin lành", "Xã Ea Ktur", "Hộ nghèo, Dân tộc thiểu số", "1987", "066315000017"):
        assert text in line


def test_an_import_of_the_file_into_an_empty_class_makes_the_same_pupils(
    school: BuiltSchool, tmp_path: Path
):
    path = tmp_path / "6A.xlsx"
    export_roster(exported(school), RosterLayout.SCHOOL, path)
    plan = plan_roster(read_roster(path, "6A"), (), "6A", today=DAY)
    assert plan.problems == ()
    assert next(x.pupil for x in plan.lines if x.name == "Đinh Hồng Ân") == FULL


def test_the_layout_of_the_national_database(school: BuiltSchool, tmp_path: Path):
    out = TransferOut(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), day=date(2026, 9, 7),
        about=Circumstances("THCS Sông Xanh"),
    )  # fmt: skip
    school.do(out, "cn6a")
    path = tmp_path / "csdl.xlsx"
    done = export_roster(exported(school, only=""), RosterLayout.NATIONAL, path)
    rows = sheet_of(path)
    assert rows[7] == [
        "STT", "Họ và tên", "Khối học/Nhóm lớp", "Lớp học", "Mã học sinh", "Mã định danh bộ GD&ĐT",
        "Ngày sinh", "Giới tính", "Trạng thái",
    ]  # fmt: skip
    line = next(row for row in rows if "Đinh Hồng Ân" in row)
    assert line[1:] == [
        "Đinh Hồng Ân", "Khối 6", "6A", "000017", "0123456789", "01/05/2015", "Nữ", "Đang học"
    ]  # fmt: skip
    assert [row[8] for row in rows[8:]].count("Chuyển khỏi trường") == 1
    assert [row[0] for row in rows[8:]] == list(range(1, 10))
    assert "7 em chưa có mã định danh" in done.notes[0]


def test_the_update_template_has_exact_values_and_their_lists(school: BuiltSchool, tmp_path: Path):
    path = tmp_path / "cap-nhat.xlsx"
    done = export_roster(exported(school), RosterLayout.UPDATE, path)
    rows = sheet_of(path, "DANH MUC")
    assert rows[0] == [
        "STT", "Mã lớp", "Mã định danh Bộ GD&ĐT (trên CSDL ngành)", "Ngày sinh", "Giới tính",
        "Dân tộc", "Quốc tịch", "Tỉnh", "Huyện", "Xã", "Họ tên cha", "Năm sinh cha", "Họ tên mẹ",
        "Năm sinh mẹ", "Số ĐDCN",
    ]  # fmt: skip
    line = next(row for row in rows if "Y Bình Niê" in row)
    assert line[1:] == [
        "6A", "0123456789", "01/05/2015", "Nữ", "Ê-đê", "Việt Nam", "Tỉnh Đắk Lắk", None,
        "Xã Ea Ktur", "Y Bình Niê", "1985", "H’Lan Mlô", "1987", "066315000017",
    ]  # fmt: skip
    listed = {
        title: [row[0] for row in sheet_of(path, title)[1:]]
        for title in ("GIOI_TINH", "DAN_TOC", "QUOC_TICH", "TINH")
    }
    assert listed["GIOI_TINH"] == ["Nam", "Nữ"]
    assert listed["DAN_TOC"] == list(ETHNICITIES)
    assert len(listed["TINH"]) == 34
    for column, title in ((4, "GIOI_TINH"), (5, "DAN_TOC"), (6, "QUOC_TICH"), (7, "TINH")):
        assert {row[column] for row in rows[1:]} - {None} <= set(listed[title])
    communes = {(row[0], row[1]) for row in sheet_of(path, "XA")[1:]}
    assert len(communes) == 3321
    assert ("Tỉnh Đắk Lắk", "Xã Ea Ktur") in communes
    assert any("dân tộc" in note for note in done.notes)


def test_who_moved_stands_in_the_new_class_alone(school: BuiltSchool):
    school.do(
        MoveClass(
            class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
            to_class_id=school.classes["6B"].class_id, day=date(2026, 9, 7),
        ),
        "vanphong",
    )  # fmt: skip
    found = exported(school, only="")
    where = {of.name: {line.student_id for line in of.lines} for of in found.classes}
    assert school.pupil(0) not in where["6A"]
    assert school.pupil(0) in where["6B"]


@pytest.mark.parametrize(("by", "care"), [("vanphong", True), ("cn6a", True), ("toan", False)])
def test_d2_families_leave_only_with_who_may_see_them(
    school: BuiltSchool, tmp_path: Path, by: str, care: bool
):
    found = exported(school, by)
    assert found.with_care is care
    path = tmp_path / "6A.xlsx"
    export_roster(found, RosterLayout.SCHOOL, path)
    told = repr(sheet_of(path))
    assert ("0912345678" in told, "Tin lành" in told, "Dân tộc" in told) == (care, care, care)
    assert "Đinh Hồng Ân" in told


def test_a_class_that_one_may_not_open_is_not_taken_out(school: BuiltSchool):
    assert exported(school, "cn6b").classes == ()
    assert [of.name for of in exported(school, "cn6b", only="").classes] == ["6B"]


def test_a_place_that_takes_no_file_is_told(school: BuiltSchool, tmp_path: Path):
    with pytest.raises(Trouble):
        export_roster(exported(school), RosterLayout.SCHOOL, tmp_path / "không có" / "a.xlsx")
