"""The printed books read from the tables: what they hold, who may, and in how many statements."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import create_engine, event

from desktop.commands.command import Code, Refused
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.gradebook import EnterMarks, MarkCell
from desktop.commands.printed import PageMark, RecordPrint
from desktop.commands.pupil import Parent, Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.models import Base
from desktop.printing.class_book import pages
from desktop.printing.options import BookOptions
from desktop.printing.page import only, to_print_again
from desktop.queries.class_book import ClassBook, class_book
from desktop.queries.printed_pages import printed_pages
from desktop.queries.teacher_book import TeacherBook, teacher_book
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.terms import Level, Term
from tests.commands.conftest import World, found

TODAY = date(2026, 12, 20)


@pytest.fixture
def world() -> Iterator[World]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield found(World(engine))
    engine.dispose()


def enter(world: World, course: str, pupil: int, marks: dict[int, Mark], term: Term = Term.I):
    cells = tuple(
        MarkCell(world.pupils[pupil], column, mark=mark) for column, mark in marks.items()
    )
    world.do(EnterMarks(course_id=world.ids[course], term=term, cells=cells), "ha")


def scores(*tenths: int) -> dict[int, Mark]:
    columns = (*range(1, len(tenths) - 1), MIDTERM, FINAL)
    return {column: Mark(tenths=value) for column, value in zip(columns, tenths, strict=True)}


def book(world: World, by: str = "office") -> ClassBook:
    with world.session() as session:
        return class_book(session, world.people[by], world.ids["6A"], TODAY)


def own_book(world: World, by: str = "ha") -> TeacherBook:
    teacher = world.people["ha"].staff_id
    with world.session() as session:
        return teacher_book(session, world.people[by], teacher, world.ids["year"], TODAY)


def test_marks_averages_and_states_reach_the_book(world: World):
    enter(world, "toan 6A", 0, scores(90, 80, 70, 100, 85, 90))  # example A3
    enter(world, "toan 6A", 1, {1: Mark(MarkState.MAKEUP, reason="ốm"), 2: Mark(tenths=75)})
    toan = next(course for course in book(world).courses if course.code == "toan")
    first, second = (toan.terms[Term.I][world.pupils[n]] for n in (0, 1))
    assert first.result.shown == "8,7"
    assert second.result.is_missing
    assert second.marks[1].state is MarkState.MAKEUP
    assert world.pupils[2] not in toan.terms[Term.I]
    assert toan.teachers == ("Nguyễn Thu Hà",)


def test_a_comment_subject_and_the_year(world: World):
    passed = {column: Mark(passed=True) for column in (1, 2, MIDTERM, FINAL)}
    for term in Term:
        enter(world, "gdtc 6A", 0, passed, term)
    gdtc = next(course for course in book(world).courses if course.code == "gdtc")
    assert gdtc.terms[Term.I][world.pupils[0]].result.shown == "Đ"
    assert gdtc.year[world.pupils[0]].result.shown == "Đ"


def test_heading_year_pupils_and_who_signs(world: World):
    found_book = book(world)
    assert found_book.heading.school == "Trường THCS Hoa Sen"
    assert (found_book.class_name, found_book.year) == ("6A", "2026 – 2027")
    assert found_book.principal == "Trần Quản Trị"
    assert found_book.term_ends[Term.I] == date(2027, 1, 15)
    assert [pupil.number for pupil in found_book.pupils] == [1, 2, 3, 4, 5]
    assert found_book.pupils[0].code == "000001"


def test_families_reach_the_book(world: World):
    an = Pupil(
        full_name="Nguyễn Hoài An", sex="nu", birth_place="Bình Minh", ethnicity="Ê-đê",
        address="Thôn 2", father=Parent("Nguyễn Văn Bình", "thợ mộc", "0912000001"),
    )  # fmt: skip
    world.do(UpdateRoster(class_id=world.ids["6A"], add=(NewPupil(an),)))
    (pupil,) = (pupil for pupil in book(world).pupils if pupil.name == an.full_name)
    assert (pupil.sex, pupil.ethnicity, pupil.address) == ("Nữ", "Ê-đê", "Thôn 2")
    assert pupil.father.phone == "0912000001"


def test_conduct_and_absences_of_both_terms(world: World):
    for term, excused in ((Term.I, 2), (Term.II, 3)):
        value = ConductValue(Level.TOT, "", excused, 1)
        cells = (ConductCell(world.pupils[0], value),)
        world.do(RateConduct(class_id=world.ids["6A"], term=term, cells=cells), "homeroom")
    result = book(world).results[world.pupils[0]]
    assert result.conduct == {Term.I: Level.TOT, Term.II: Level.TOT}
    assert (result.year_conduct, result.absences) == (Level.TOT, 7)
    assert result.promoted is None
    assert result.title == ""
    assert book(world).results[world.pupils[1]].absences is None


@pytest.mark.parametrize("who", ["stranger", "ha"])
def test_who_may_not_print_the_class_book_is_refused(world: World, who):
    with pytest.raises(Refused) as caught:
        book(world, who)
    assert caught.value.code is Code.NOT_PERMITTED
    assert "Chưa có gì được in" in caught.value.message


def test_the_homeroom_teacher_prints_the_own_class_only(world: World):
    assert book(world, "homeroom").class_name == "6A"
    with world.session() as session, pytest.raises(Refused):
        class_book(session, world.people["homeroom"], world.ids["6B"], TODAY)


def test_a_class_that_is_gone(world: World):
    with world.session() as session, pytest.raises(Refused) as caught:
        class_book(session, world.people["office"], world.ids["year"], TODAY)
    assert caught.value.code is Code.MISSING


def test_a_mark_changes_its_page_and_the_pages_that_follow_from_it(world: World):
    enter(world, "toan 6A", 0, {1: Mark(tenths=90), 2: Mark(tenths=80), 3: Mark(tenths=70)})
    before = {page.key: page.fingerprint for page in pages(book(world), BookOptions())}
    enter(world, "toan 6A", 0, {4: Mark(tenths=100)})
    only_page = {page.key: page.fingerprint for page in pages(book(world), BookOptions())}
    enter(world, "toan 6A", 0, {MIDTERM: Mark(tenths=85), FINAL: Mark(tenths=90)})
    with_average = {page.key: page.fingerprint for page in pages(book(world), BookOptions())}
    assert {key for key in before if before[key] != only_page[key]} == {"subject/HK1/gdtc+toan"}
    assert {key for key in before if only_page[key] != with_average[key]} == {
        "subject/HK1/gdtc+toan",
        "summary/HK1",
    }


def test_the_number_of_statements_does_not_grow_with_the_class():
    counts = []
    for pupils in (5, 50):
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        world = found(World(engine), pupils)
        enter(world, "toan 6A", 0, scores(90, 80, 70, 100, 85, 90))
        statements: list[str] = []
        event.listen(
            engine,
            "before_cursor_execute",
            lambda *told, seen=statements: seen.append(told[2]),
        )
        book(world)
        counts.append(len(statements))
        engine.dispose()
    assert counts[0] == counts[1] <= 28


def test_the_teachers_book_holds_each_course_in_each_term(world: World):
    enter(world, "toan 6A", 0, scores(90, 80, 70, 100, 85, 90))
    text = "Tính toán nhanh, trình bày sạch."
    world.do(
        WriteComments(
            course_id=world.ids["toan 6A"],
            term=Term.I,
            cells=(TextCell(world.pupils[0], text),),
        ),
        "ha",
    )
    mine = own_book(world)
    assert mine.teacher == "Nguyễn Thu Hà"
    assert [(sheet.code, sheet.term) for sheet in mine.sheets] == [
        ("6A/toan", Term.I), ("6A/toan", Term.II), ("6A/gdtc", Term.I), ("6A/gdtc", Term.II),
    ]  # fmt: skip
    assert mine.sheets[0].marks[world.pupils[0]].result.shown == "8,7"
    assert mine.sheets[0].comments == {world.pupils[0]: text}
    assert mine.sheets[1].comments == {}


def test_nobody_prints_another_teachers_book_without_the_right(world: World):
    assert own_book(world, "office").teacher == "Nguyễn Thu Hà"
    with pytest.raises(Refused) as caught:
        own_book(world, "stranger")
    assert caught.value.code is Code.NOT_PERMITTED


def test_what_was_printed_is_remembered_and_told_to_who_may_print_it(world: World):
    made = pages(book(world), BookOptions())
    marks = tuple(
        PageMark(page.key, page.title, page.number, page.fingerprint)
        for page in only(made, frozenset({"marks-1"}), None)
    )
    class_id = world.ids["6A"]
    world.do(RecordPrint(form="class-book", paper="A3", pages=marks, class_id=class_id), "homeroom")
    with world.session() as session:
        told = printed_pages(session, world.people["office"], TODAY, class_id)
        assert printed_pages(session, world.people["ha"], TODAY) == ()
    assert [one.page for one in told] == [mark.page for mark in marks]
    printed = {one.page: one.fingerprint for one in told}
    assert to_print_again(made, printed) == []
    enter(world, "toan 6A", 0, {1: Mark(tenths=90)})
    again = to_print_again(pages(book(world), BookOptions()), printed)
    assert [page.key for page in again] == ["subject/HK1/gdtc+toan"]
