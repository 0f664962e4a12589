"""Rolls and lists read from the tables for paper: the same as on screen, and only for who may."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from desktop.commands.absences import EnterAbsences
from desktop.commands.class_parts import SetClassParts
from desktop.commands.command import Code, Refused
from desktop.commands.meals import EnterMeals, MealCell, MealValue, SetClassMeals
from desktop.commands.moving import MoveClass
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.commands.school import ChangeSetting, DayOff, GiveDayOff
from desktop.commands.transfers import Circumstances, TransferOut
from desktop.printing.class_book import pages as class_book_pages
from desktop.printing.forms import CLASS_LIST, CONTACTS, MEAL_ROLL, ROLL_SHEET
from desktop.printing.options import BookOptions, ListOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3, A4, A4_LYING
from desktop.printing.reprints import what_differs
from desktop.queries.changed_rolls import changed_rolls
from desktop.queries.class_book import class_book
from desktop.queries.class_paper import ClassPaper, class_paper
from desktop.queries.meal_book import meal_book
from desktop.queries.month_grid import month_grid
from desktop.queries.printable import printable
from desktop.queries.roll_book import RollBook, roll_book
from desktop.queries.roll_pages import PaperLine, PaperMonth
from desktop.rules.attendance import Sums
from desktop.rules.meals import Meal
from desktop.rules.school_days import read_week
from tests.life import life
from tests.printing.drawing import pdf_of, texts_of
from tests.rolls import (
    AM,
    MONDAY,
    PM,
    TODAY,
    alter,
    cell,
    class_id,
    confirm,
    enter,
    not_held,
    roll,
)
from tests.school_builder import BuiltSchool

TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        yield built.on(TODAY)


def book(school: BuiltSchool, by: str = "vanphong", of: str = "6A") -> RollBook:
    return roll_book(school.session, school.person(by), class_id(school, of), TODAY)


def october(school: BuiltSchool, of: str = "6A") -> PaperMonth:
    month = book(school, of=of).rolls.month(2026, 10)
    assert month is not None
    return month


def line(month: PaperMonth, school: BuiltSchool, nth: int) -> PaperLine:
    return next(x for x in month.lines if x.pupil.student_id == school.pupil(nth))


def sheets(school: BuiltSchool, options: BookOptions | None = None) -> list[Page]:
    return ROLL_SHEET.pages(book(school), options or BookOptions(A4))


def october_text(school: BuiltSchool, options: BookOptions | None = None) -> str:
    page = next(page for page in sheets(school, options) if page.key == "roll/2026-10")
    return texts_of(pdf_of([page]))[0]


def fingerprints(school: BuiltSchool) -> dict[str, str]:
    return {page.key: page.fingerprint for page in sheets(school)}


def paper(school: BuiltSchool, by: str, *, contacts: bool) -> ClassPaper:
    person = school.person(by)
    return class_paper(school.session, person, class_id(school), TODAY, contacts=contacts)


@pytest.mark.parametrize("half_days", ["one_a_day", "separate"])
def test_a_month_on_paper_is_the_month_on_screen(school: BuiltSchool, half_days: str):
    school.do(ChangeSetting(name="half_days", value=f'"{half_days}"'))
    week = read_week("12,12,12,1,1,,")
    plan = SetClassParts(class_id=class_id(school), from_day=date(2026, 9, 1), week=week)
    school.do(plan, "cn6a")
    for nth, (morning, afternoon) in enumerate((("P", "K"), ("M", "P"), ("K", ""), ("", "M"))):
        cells = [cell(school, nth, morning), cell(school, nth, afternoon, part=PM)]
        school.do(enter(school, *(one for one in cells if one.value)), "cn6a")
    person = school.person("cn6a")
    screen = month_grid(school.session, person, class_id(school), 2026, 10, TODAY)
    month = october(school)
    for nth in range(4):
        on_screen = screen.line(school.pupil(nth))
        on_paper = line(month, school, nth)
        assert on_screen is not None
        assert on_paper.sums == on_screen.sums
        if half_days == "one_a_day":
            assert on_paper.cells == {MONDAY: on_screen.letter(MONDAY)}
    if half_days == "separate":
        assert [line(month, school, n).cells[MONDAY] for n in range(4)] == ["PK", "MP", "K", "M"]
        assert month.day_totals[MONDAY] == month.total.total == 4
    shaded = {day.day for day in screen.days if day.shaded}
    assert {day.day for day in month.days if day.free} == shaded


def test_lateness_that_makes_an_absence_counts_from_month_to_month(school: BuiltSchool):
    school.do(ChangeSetting(name="late_makes_one", value="2"))
    for day in (date(2026, 9, 30), MONDAY):
        school.do(roll(school, {0: "M"}, day), "cn6a")
    assert line(october(school), school, 0).sums == Sums(0, 1, 1)
    assert "cứ 2 lần tính một buổi nghỉ không phép" in october_text(school)


def test_what_was_altered_after_confirmation_keeps_both_values(school: BuiltSchool):
    school.do(roll(school, {0: "K", 1: "P"}), "cn6a")
    confirm(school)
    assert "chưa xác nhận" not in october_text(school)
    school.do(alter(school, cell(school, 0, "P", seen="K"), reason="Nằm viện"), "cn6a")
    school.do(alter(school, cell(school, 1, None, seen="P")), "cn6a")
    school.do(alter(school, cell(school, 2, "K")), "vanphong")
    month = october(school)
    told = {n: [(c.before, c.now) for c in line(month, school, n).changes] for n in range(4)}
    assert told == {0: [("K", "P")], 1: [("P", "")], 2: [("", "K")], 3: []}
    text = october_text(school)
    name = line(month, school, 0).pupil.full_name
    assert f"{name} ngày 05/10 K thành P (Chủ Nhiệm 6A, 30/10/2026)" in text.replace("\n", " ")
    assert "có mặt thành K (Cao Thị Thơm" in text.replace("\n", " ")
    assert "Nằm viện" not in text  # the sheet is read out in class
    clean = october_text(school, BookOptions(A4, corrections_line=False))
    assert "Sửa sau khi xác nhận" not in clean


def test_what_was_altered_there_and_back_is_told_to_nobody(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    before = fingerprints(school)
    school.do(alter(school, cell(school, 0, "P", seen="K")), "cn6a")
    assert fingerprints(school)["roll/2026-10"] != before["roll/2026-10"]
    school.do(alter(school, cell(school, 0, "K", seen="P")), "cn6a")
    assert fingerprints(school) == before


def test_free_days_say_why(school: BuiltSchool):
    school.do(not_held(school), "cn6a")
    school.do(GiveDayOff(day=TUESDAY, given=DayOff(TUESDAY, "Nghỉ bão", given=True)))
    school.do(GiveDayOff(day=WEDNESDAY, given=DayOff(WEDNESDAY, "Nghỉ bão", given=True)))
    days = {day.day: day for day in october(school).days}
    assert (days[MONDAY].free, days[MONDAY].why) == (True, "Cả lớp đi trải nghiệm")
    assert (days[date(2026, 10, 4)].free, days[date(2026, 10, 4)].why) == (True, "")
    text = october_text(school)
    assert "Ngày nghỉ: 05/10: Cả lớp đi trải nghiệm; 06–07/10: Nghỉ bão." in text


def test_who_moves_stands_in_both_classes_and_is_counted_once(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    total = line(october(school), school, 0).sums
    move = MoveClass(
        class_id=class_id(school), student_id=school.pupil(0),
        to_class_id=class_id(school, "6B"), day=TUESDAY,
    )  # fmt: skip
    school.do(move, "vanphong")
    absent = EnterAbsences(
        class_id=class_id(school, "6B"), cells=(cell(school, 0, "P", WEDNESDAY),)
    )
    school.do(absent, "cn6b")
    old, new = (line(october(school, of), school, 0) for of in ("6A", "6B"))
    assert (old.cells, new.cells) == ({MONDAY: "K"}, {WEDNESDAY: "P"})
    assert old.sums == total
    assert old.sums + new.sums == Sums(1, 1, 0)
    assert (old.belongs(MONDAY), old.belongs(TUESDAY)) == (True, False)
    assert (new.belongs(MONDAY), new.belongs(TUESDAY)) == (False, True)
    assert [october(school, of).size for of in ("6A", "6B")] == [3, 5]


def test_months_that_are_signed_do_not_change_with_who_comes_and_goes_later(school: BuiltSchool):
    confirm(school, 9)
    before = fingerprints(school)
    school.do(
        TransferOut(
            class_id=class_id(school), student_id=school.pupil(0), day=MONDAY,
            about=Circumstances("Trường THCS Sông Xanh", reason="Theo gia đình"),
        ),
        "vanphong",
    )  # fmt: skip
    after = fingerprints(school)
    assert {key for key in before if before[key] != after[key]} == {
        key for key in before if key >= "roll/2026-10"
    }


def test_an_absence_changes_its_month_alone_and_is_told(school: BuiltSchool):
    person, whole = school.person("vanphong"), class_id(school)
    made = {
        page.key: page.fingerprint
        for page in class_book_pages(
            class_book(school.session, person, whole, TODAY), BookOptions(A3)
        )
    }
    since = school.at
    school.do(roll(school, {0: "K"}), "cn6a")
    again = class_book_pages(class_book(school.session, person, whole, TODAY), BookOptions(A3))
    changed = [page.key for page in again if made[page.key] != page.fingerprint]
    assert "roll/2026-10" in changed
    assert not [key for key in changed if key.startswith("roll/") and key != "roll/2026-10"]
    cells = changed_rolls(school.session, person, whole, since, TODAY)
    name = line(october(school), school, 0).pupil.full_name
    words, lines = what_differs("roll/2026-10", "months", (), cells)
    assert words == f"1 ô điểm danh: {name} 05/10: K"
    assert [one.pupil for one in lines] == [name]
    assert changed_rolls(school.session, school.person("toan"), whole, since, TODAY) == ()
    other, _ = what_differs("roll/2026-11", "months", (), cells)
    assert "danh sách học sinh" in other


def test_an_alteration_is_told_with_what_stood_there(school: BuiltSchool):
    school.do(roll(school, {0: "K"}), "cn6a")
    confirm(school)
    since = school.at
    school.do(alter(school, cell(school, 0, "P", seen="K")), "cn6a")
    school.do(alter(school, cell(school, 0, None, seen="P")), "cn6a")
    (told,) = changed_rolls(
        school.session, school.person("vanphong"), class_id(school), since, TODAY
    )
    assert told.words.endswith("05/10: K thành có mặt")


@pytest.mark.parametrize("by", ["toan", "cn6b", "yte"])
def test_sheets_are_for_who_may_print_the_book(school: BuiltSchool, by: str):
    with pytest.raises(Refused) as caught:
        book(school, by)
    assert caught.value.code is Code.NOT_PERMITTED


@pytest.mark.parametrize("by", ["cn6a", "vanphong", "hieutruong", "phohieutruong"])
def test_sheets_are_printed_by(school: BuiltSchool, by: str):
    assert book(school, by).homeroom_teacher == "Chủ Nhiệm 6A"


def test_families_are_on_lists_of_their_carers_alone(school: BuiltSchool):
    binh = Pupil(
        full_name="Lê Bình", father=Parent("Lê Văn Nam", "", "0912000001"), address="Thôn 2"
    )
    school.do(UpdateRoster(class_id=class_id(school), add=(NewPupil(binh),)), "vanphong")
    for by in ("toan", "yte"):
        assert paper(school, by, contacts=False).pupils
        with pytest.raises(Refused):
            paper(school, by, contacts=True)
    with_phones = BookOptions(A4_LYING, listing=ListOptions(contact=True))
    shown = texts_of(pdf_of(CLASS_LIST.pages(paper(school, "toan", contacts=False), with_phones)))
    assert "0912000001" not in shown[0]
    assert "Điện thoại" not in shown[0]
    own = paper(school, "cn6a", contacts=True)
    assert "0912000001" in texts_of(pdf_of(CLASS_LIST.pages(own, with_phones)))[0]
    assert "0912000001" in texts_of(pdf_of(CONTACTS.pages(own, BookOptions(A4_LYING))))[0]


def test_lists_hold_who_is_there_with_the_numbers_of_the_book(school: BuiltSchool):
    everybody = paper(school, "toan", contacts=False).pupils
    school.do(
        TransferOut(
            class_id=class_id(school), student_id=everybody[1].id, day=MONDAY,
            about=Circumstances("Trường THCS Sông Xanh", reason="Theo gia đình"),
        ),
        "vanphong",
    )  # fmt: skip
    assert [p.number for p in paper(school, "toan", contacts=False).pupils] == [1, 3, 4]


@pytest.mark.parametrize("columns", [1, 20, 99])
def test_a_list_has_1_to_20_free_columns_with_their_titles(school: BuiltSchool, columns: int):
    titles = tuple(f"Cột {n}" for n in range(1, 30))
    options = BookOptions(A4, listing=ListOptions(columns=columns, titles=titles))
    text = texts_of(pdf_of(CLASS_LIST.pages(paper(school, "toan", contacts=False), options)))[0]
    assert f"Cột {min(columns, 20)}" in text
    assert f"Cột {min(columns, 20) + 1}" not in text


def test_meals_of_a_month(school: BuiltSchool):
    served = SetClassMeals(
        class_id=class_id(school), from_day=MONDAY, meals=(Meal.LUNCH, Meal.SNACK)
    )
    school.do(served, "cn6a")
    said = MealCell(school.pupil(1), MONDAY, MealValue((Meal.LUNCH,), "Về sớm"))
    school.do(EnterMeals(class_id=class_id(school), cells=(said,)), "cn6a")
    school.do(roll(school, {0: "P"}), "cn6a")
    person = school.person("vanphong")
    made = meal_book(school.session, person, class_id(school), TODAY, {(2026, 10)})
    (page,) = MEAL_ROLL.pages(made, BookOptions(A4))
    text = texts_of(pdf_of([page]))[0]
    assert page.key == "meals/2026-10"
    (_, _, _, _, _, foot, *_) = page.content[0]
    here, lunch, snack = (row.cells for row in foot)
    assert (here[MONDAY.day], lunch[MONDAY.day], snack[MONDAY.day]) == ("3", "3", "2")
    assert (here[TUESDAY.day], lunch[TUESDAY.day]) == ("", "")  # that roll was not taken
    assert "Suất ăn trưa" in text
    offered = printable(school.session, person, TODAY)
    assert [one.name for one in offered.fed] == ["6A"]


def test_what_may_be_printed_follows_the_rights(school: BuiltSchool):
    def offered(by: str) -> tuple[list[str], list[str], list[bool]]:
        found = printable(school.session, school.person(by), TODAY)
        contacts = [one.may_contacts for one in found.listed]
        return [c.name for c in found.classes], [c.name for c in found.listed], contacts

    assert offered("vanphong") == (["6A", "6B"], ["6A", "6B"], [True, True])
    assert offered("toan") == ([], ["6A", "6B"], [False, False])
    assert offered("cn6a") == (["6A"], ["6A"], [True])


def test_the_number_of_statements_does_not_grow_with_what_is_in_the_rolls():
    counts = []
    for pupils in (4, 30):
        with life(classes=2, pupils=pupils) as built:
            built.on(TODAY)
            built.do(roll(built, dict.fromkeys(range(pupils), "P")), "cn6a")
            statements: list[str] = []
            event.listen(
                built.session.get_bind(),
                "before_cursor_execute",
                lambda *told, seen=statements: seen.append(told[2]),
            )
            book(built)
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 20


def test_a_sheet_of_the_morning_alone_is_known_when_it_is_taken(school: BuiltSchool):
    school.do(roll(school, {0: "P"}, part=AM), "cn6a")
    days = {day.day: day.known for day in october(school).days}
    assert (days[MONDAY], days[TUESDAY]) == (True, False)
