"""Pupils in the palette: found without tones, gone through to their line, quick among 2,000."""

from desktop.commands.pupil import Pupil
from desktop.commands.roster import NewPupil, UpdateRoster
from desktop.ui.places import Destination
from desktop.ui.roster.search import pupil_acts, search_of
from tests.ui.class_school import ClassSchool

GIVEN = ("Đức", "An", "Bình", "Châu", "Duyên", "Giang", "Hà", "Khôi", "Linh", "Ngọc")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ")


def test_a_few_letters_without_tones_lead_to_the_pupil(hoa_sen: ClassSchool):
    gone: list[Destination] = []
    with hoa_sen.opened("ha") as school:
        find = pupil_acts(school, gone.append, ["tasks", "roster"])
        (act,) = find("nguyen duc")
        assert act.name == "Nguyễn Đức Bình · lớp 6C · 05/03/2015"
        act.run()
        (left,) = find("thanh ha")
        assert left.name.endswith("đã rời lớp 30/10/2026")
    student = hoa_sen.pupil("Nguyễn Đức Bình")
    assert gone == [Destination("roster", class_id=hoa_sen.classes["6C"], student_id=student)]


def test_a_pupil_who_was_added_is_found_at_once(hoa_sen: ClassSchool):
    with hoa_sen.opened("ha") as school:
        find = pupil_acts(school, lambda _place: None, ["roster"])
        assert list(find("bui gia khoi")) == []
        new = NewPupil(Pupil(full_name="Bùi Gia Khôi"))
        school.do(UpdateRoster(class_id=hoa_sen.classes["7B"], add=(new,)))
        assert [act.name for act in find("bui gia khoi")] == ["Bùi Gia Khôi · lớp 7B"]


def test_without_the_tab_of_classes_nobody_is_offered(hoa_sen: ClassSchool):
    with hoa_sen.opened("ha") as school:
        assert pupil_acts(school, lambda _place: None, ["tasks"])("nguyen") == ()


def test_what_is_searched_is_read_once(hoa_sen: ClassSchool):
    pupils = tuple(
        NewPupil(Pupil(full_name=f"{FAMILY[n % 8]} {GIVEN[n // 8 % 10]} {GIVEN[n % 10]} {n}"))
        for n in range(2000)
    )
    with hoa_sen.opened("thom") as school:
        school.do(UpdateRoster(class_id=hoa_sen.classes["7B"], add=pupils))
        find = pupil_acts(school, lambda _place: None, ["roster"])
        assert len(find("nguyen duc")) == 12
        assert search_of(school) is search_of(school)
