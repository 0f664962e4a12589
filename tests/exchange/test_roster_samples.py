"""The two class lists that schools sent: what is truly wrong in them is named, nothing else is."""

from dataclasses import replace
from datetime import date

from desktop.exchange.plan import (
    LEAVE_EMPTY,
    FixKind,
    LineKind,
    fix_counts,
    fix_sentences,
    with_value,
)
from desktop.exchange.roster import plan_report, plan_roster, read_roster, roster_command, settle
from desktop.exchange.roster_fields import Field
from desktop.rules.names import nfc
from tests.exchange.sheets import SAMPLES, TODAY, as_existing, numbered

EXPORT = SAMPLES / "roster-export-6A.xlsx"
TEACHER = SAMPLES / "roster-teacher-7B.xlsx"


def test_export_of_the_ministry_comes_in_whole():
    sheet = read_roster(EXPORT)
    plan = plan_roster(sheet, [], "6A", today=TODAY)
    assert (sheet.titles.class_name, sheet.titles.school_year) == ("6A", "2026–2027")
    assert sheet.columns == {
        Field.NAME: "B", Field.CLASS: "D", Field.CODE: "E", Field.MOET_ID: "F",
        Field.BIRTH: "G", Field.SEX: "H", Field.STATUS: "I",
    }  # fmt: skip
    assert plan.problems == ()
    assert plan.counts == {LineKind.NEW: 44}
    assert plan.fixes == ()
    first = plan.lines[0]
    assert first.row == 9
    assert first.pupil is not None
    assert first.pupil.full_name == "Lê Phương Giang"
    assert first.pupil.birth_date == date(2015, 9, 11)
    assert (first.pupil.sex, first.pupil.code, first.pupil.moet_id) == (
        "nu", "000001", "0950803549",
    )  # fmt: skip


def test_pupils_who_left_are_entered_as_having_left_and_it_is_told():
    plan = plan_roster(read_roster(EXPORT), [], "6A", today=TODAY)
    gone = [line.pupil for line in plan.lines if line.pupil and line.pupil.left_on]
    assert [(p.full_name, p.left_on, p.leave_reason) for p in gone] == [
        ("Mai Đức Đức", TODAY, "Chuyển khỏi trường"),
        ("Mai Gia Hải", TODAY, "Chuyển khỏi trường"),
    ]
    assert plan.notes == (
        (
            "2 em được tệp ghi là đã rời lớp (dòng 25, 42) nhưng không có ngày. "
            "Ngày rời lớp được ghi là 21/11/2026; sửa lại sau nếu cần."
        ),
    )


def test_a_teachers_own_list_has_one_wrong_cell():
    plan = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    assert [(p.address, p.row, p.who, p.found) for p in plan.problems] == [
        ("D12", 12, "Lý Đức Nam", "31/02/2014")
    ]
    assert (
        plan.problems[0].what == "Không có ngày 31/02/2014. Gõ lại ngày sinh theo giấy khai sinh."
    )
    assert [way.label for way in plan.problems[0].ways] == ["Để trống", "Bỏ qua dòng này"]
    assert plan.counts == {LineKind.NEW: 40, LineKind.PROBLEM: 1}


def test_what_was_put_right_in_the_teachers_list():
    sheet = read_roster(TEACHER)
    assert fix_counts(sheet.fixes) == {
        FixKind.PHONE_ZERO: 21, FixKind.PHONE_MARKS: 20, FixKind.COMPOSED: 21,
        FixKind.SPACES: 31, FixKind.SHORT_YEAR: 14, FixKind.SPELLING: 4,
        FixKind.EMPTY_LINE: 1, FixKind.TOTAL: 1, FixKind.SIGNATURE: 1,
    }  # fmt: skip
    assert "21 số điện thoại được thêm lại số 0 ở đầu" in fix_sentences(sheet.fixes)
    assert "1 dòng chữ kí ở cuối được bỏ qua" in fix_sentences(sheet.fixes)
    assert sheet.notes == ()


def test_the_teachers_list_is_read_field_by_field():
    plan = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    by_row = {line.row: line.pupil for line in plan.lines}
    first, girl, poor = by_row[6], by_row[8], by_row[18]
    assert first is not None
    assert girl is not None
    assert poor is not None
    assert (first.full_name, first.sex, first.phone) == ("Bùi Tuấn Khải", "nam", "0371463086")
    assert (first.father.full_name, first.mother.full_name) == ("Bùi Thành Tú", "Tạ Thị Chi")
    assert first.address == "Số 207 đường Nguyễn Trãi, phường Ngô Quyền, Hải Phòng"
    assert (girl.full_name, girl.birth_date, girl.sex) == ("Mai Diệu Hà", date(2014, 10, 9), "nu")
    assert poor.priority_group == "Con thương binh"
    assert sum(line.pupil.sex == "nu" for line in plan.lines if line.pupil) == 17
    assert all(nfc(p.full_name) == p.full_name for p in by_row.values() if p)


def test_settled_by_typing_the_right_date():
    plan = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    still = settle(plan, "D12", with_value("30/02/2014"))
    assert [p.what[:24] for p in still.problems] == ["Không có ngày 30/02/2014"]
    right = settle(plan, "D12", with_value("28/02/2014"))
    assert right.problems == ()
    assert right.lines[6].pupil is not None
    assert right.lines[6].pupil.birth_date == date(2014, 2, 28)
    assert len(plan.problems) == 1
    assert len(right.lines_to_write) == 41


def test_settled_by_leaving_it_empty():
    plan = settle(plan_roster(read_roster(TEACHER), [], "7B", today=TODAY), "D12", LEAVE_EMPTY)
    assert plan.problems == ()
    assert plan.lines[6].pupil is not None
    assert plan.lines[6].pupil.birth_date is None


def test_the_same_file_twice_changes_nothing():
    for path, name in ((EXPORT, "6A"), (TEACHER, "7B")):
        sheet = read_roster(path)
        first = plan_roster(sheet, [], name, today=TODAY)
        if first.problems:
            first = settle(first, "D12", with_value("28/02/2014"))
        later = date(2027, 3, 1)
        again = plan_roster(
            sheet, as_existing(first), name, today=later, settlements=first.settlements
        )
        assert again.counts == {LineKind.UNCHANGED: len(sheet.lines)}
        assert again.lines_to_write == ()
        assert again.missing == ()


def test_the_command_carries_what_the_plan_shows():
    plan = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    command = roster_command(plan, numbered("7B"))
    assert [new.pupil for new in command.add] == [line.pupil for line in plan.lines_to_write]
    assert command.change == ()
    assert command.source == "roster-teacher-7B.xlsx"


def test_changes_go_out_as_changes():
    first = plan_roster(read_roster(TEACHER), [], "7B", today=TODAY)
    existing = as_existing(first)
    moved = replace(existing[0], pupil=replace_pupil(existing[0].pupil, address="Chỗ cũ"))
    plan = plan_roster(read_roster(TEACHER), [moved, *existing[1:]], "7B", today=TODAY)
    assert plan.counts[LineKind.CHANGED] == 1
    change = plan.lines[0].changes[0]
    assert (change.field, change.address, change.old) == ("Chỗ ở", "G6", "Chỗ cũ")
    command = roster_command(plan, numbered("7B"))
    assert [(c.student_id, c.seen.address) for c in command.change] == [
        (moved.student_id, "Chỗ cũ")
    ]


def test_the_report_is_plain_data():
    report = plan_report(plan_roster(read_roster(TEACHER), [], "7B", today=TODAY))
    assert report["counts"]["new"] == 40
    assert report["to_write"] == 40
    assert [problem["address"] for problem in report["problems"]] == ["D12"]
    assert {fix["kind"]: fix["count"] for fix in report["fixes"]}["phone_zero"] == 21


def replace_pupil(pupil, **new):
    import msgspec

    return msgspec.structs.replace(pupil, **new)
