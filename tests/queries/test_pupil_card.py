"""The card of a pupil and all data of one: who sees what, and nothing left out."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.attendance import RollCell, TakeRoll
from desktop.commands.comments import TextCell, WriteComments
from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.commands.consents import GiveConsent
from desktop.commands.moving import MoveClass
from desktop.commands.papers import KeepPaper, PaperFacts
from desktop.commands.policy import AddPolicyGroup, GroupFacts
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.roll_cells import AbsenceValue
from desktop.exchange.pupil_dossier import pupil_report, write_pupil_dossier
from desktop.printing.options import BookOptions
from desktop.printing.paper import A4
from desktop.printing.pupil_dossier import pages, print_pupil_dossier
from desktop.queries.pupil_card import PupilCard, class_photos, pupil_card
from desktop.queries.pupil_dossier import PupilDossier, pupil_dossier
from desktop.rules.attendance import AbsenceMark, DayPart
from desktop.rules.consents import GivenBy, Method, Purpose
from desktop.rules.papers import FileKind
from desktop.rules.profile import Minimum, ProfileField
from desktop.rules.terms import Level, Term
from desktop.store.trouble import Trouble
from tests.commands.test_profile import photo
from tests.life import life
from tests.printing.drawing import pdf_of, texts_of
from tests.school_builder import BuiltSchool

DAY = date(2026, 9, 10)
SECRET = ("Phật giáo", "Hộ nghèo", "0912345678", "Ông Cha")
LONG = "Nắm vững kiến thức, vận dụng sáng tạo. " * 45


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        fill(built)
        yield built


def fill(school: BuiltSchool) -> None:
    where = {"class_id": school.classes["6A"].class_id, "student_id": school.pupil(0)}
    class_id, pupil = where["class_id"], where["student_id"]
    changes = (
        FieldChange(ProfileField.RELIGION, "Phật giáo"),
        FieldChange(ProfileField.PHONE, "0912345678"),
        FieldChange(ProfileField.FATHER_NAME, "Ông Cha"),
    )
    school.do(EditProfile(class_id=class_id, student_id=pupil, changes=changes), "cn6a")
    group = GroupFacts("Hộ nghèo", "15/QĐ-UBND")
    school.do(AddPolicyGroup(class_id=class_id, student_id=pupil, facts=group), "cn6a")
    scan = PaperFacts("Giấy khai sinh", "ab" * 32, FileKind.PDF, 1234)
    school.do(KeepPaper(class_id=class_id, student_id=pupil, paper=scan), "cn6a")
    school.do(photo(school), "cn6a")
    school.do(
        GiveConsent(
            class_id=class_id, student_id=pupil, purpose=Purpose.PHOTO_PORTAL, agreed=True,
            child_agreed=True, relation=GivenBy.MOTHER, given_by="Bà Mẹ", method=Method.PAPER,
            day=date(2026, 9, 7),
        ),
        "cn6a",
    )  # fmt: skip
    for code in ("TOAN", "VAN", "GDTC"):
        school.fill("6A", code)
    school.do(
        WriteComments(
            course_id=school.course("6A", "TOAN"), term=Term.I, cells=(TextCell(pupil, LONG),)
        ),
        "toan",
    )
    ill = RollCell(pupil, AbsenceValue(AbsenceMark.EXCUSED, "Sốt"))
    school.do(
        TakeRoll(class_id=class_id, day=date(2026, 9, 7), part=DayPart.MORNING, cells=(ill,)),
        "cn6a",
    )
    rated = ConductCell(pupil, ConductValue(Level.TOT, "Ngoan", 2, 1))
    school.do(RateConduct(class_id=class_id, term=Term.I, cells=(rated,)), "cn6a")


def card(school: BuiltSchool, by: str = "cn6a", nth: int = 0) -> PupilCard:
    return pupil_card(school.session, school.person(by), school.pupil(nth), DAY)


def test_the_card_holds_the_whole_profile_for_the_carers(school: BuiltSchool):
    found = card(school)
    assert found.pupil is not None
    assert found.pupil.religion == "Phật giáo"
    assert [line.facts.document for line in found.groups] == ["15/QĐ-UBND"]
    assert found.photo is not None
    assert found.photo.small.startswith(b"\xff\xd8\xff")
    assert [paper.title for paper in found.papers] == ["Giấy khai sinh"]
    assert found.missing == (Minimum.ETHNICITY, Minimum.ADDRESS)
    assert [one.name for one in found.classes] == ["6A"]
    assert found.consents[0].given_by == "Bà Mẹ"


@pytest.mark.parametrize(
    ("by", "care", "edit", "consents", "conduct", "subjects"),
    [
        ("cn6a", True, True, True, True, 3),
        ("vanphong", True, True, True, True, 3),
        ("hieutruong", True, False, True, True, 3),
        ("toan", False, False, False, False, 1),
        ("yte", False, False, False, False, 0),
    ],
)
def test_d2_everybody_sees_what_is_theirs_to_see(
    school: BuiltSchool, by: str, care: bool, edit: bool, consents: bool, conduct: bool,
    subjects: int,
):  # fmt: skip
    found = card(school, by)
    assert found.refusal == ""
    assert found.with_care is care
    assert (found.rights.edit, found.rights.edit_care) == (edit, edit)
    assert bool(found.consents) is consents
    assert found.glance is not None
    assert bool(found.glance.conduct) is conduct
    assert len(found.glance.subjects) == subjects
    told = repr(found)
    assert [secret in told for secret in SECRET] == [care] * 4
    assert (found.photo is not None, bool(found.papers), bool(found.groups)) == (care, care, care)


def test_the_glance_has_results_levels_and_absences(school: BuiltSchool):
    glance = card(school).glance
    assert glance is not None
    shown = {s.course.subject_code: s.results[Term.I].shown for s in glance.subjects}
    assert shown == {"TOAN": "8,0", "VAN": "8,0", "GDTC": "Đ"}
    assert glance.conduct[Term.I].level is Level.TOT
    assert glance.missed[None].total == 1
    assert glance.missed[Term.I].from_rolls
    lone = card(school, "toan").glance
    assert lone is not None
    assert not lone.learning


def test_a_stranger_and_a_pupil_who_is_not_there(school: BuiltSchool):
    assert card(school, "cn6b").refusal
    assert card(school, "cn6b").pupil is None
    gone = pupil_card(school.session, school.person("cn6a"), school.year_id, DAY)
    assert gone.refusal


def test_after_a_move_the_card_is_the_new_classs(school: BuiltSchool):
    move = MoveClass(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0),
        to_class_id=school.classes["6B"].class_id, day=date(2026, 9, 7),
    )  # fmt: skip
    school.do(move, "vanphong")
    assert card(school, "cn6a").refusal
    found = card(school, "cn6b")
    assert found.class_name == "6B"
    assert [(one.name, one.left_on) for one in found.classes] == [
        ("6B", None), ("6A", date(2026, 9, 7))
    ]  # fmt: skip
    assert found.transfers[0].other_class == "6A"
    assert "0912345678" in repr(found)
    assert found.glance is not None
    assert found.glance.subjects[0].results[Term.I].shown == "8,0"


def test_the_faces_of_a_class_are_for_its_carers(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    assert list(class_photos(school.session, school.person("cn6a"), class_id, DAY)) == [
        school.pupil(0)
    ]
    assert class_photos(school.session, school.person("toan"), class_id, DAY) == {}


# ---- all data of one pupil


def data(school: BuiltSchool, by: str = "vanphong") -> PupilDossier:
    return pupil_dossier(school.session, school.person(by), school.pupil(0), DAY, school.at)


def test_d5_everything_is_in_it(school: BuiltSchool):
    report = pupil_report(data(school))
    text = json.dumps(report, ensure_ascii=False)
    for part in (*SECRET, "15/QĐ-UBND", "Giấy khai sinh", "Bà Mẹ", LONG.strip(), "Ngoan", "6A"):
        assert part in text
    (year,) = report["nam_hoc"]
    marks = sum(len(subject["diem"]) for subject in year["mon_hoc"])
    assert marks == 6 + 6 + 4
    assert year["diem_danh"] == [
        {"ngay": "07/09/2026", "buoi": "Sáng", "trang_thai": "nghỉ có phép", "ghi_chu": "Sốt"}
    ]
    assert report["ho_so"]["Điện thoại liên hệ"] == "0912345678"


@pytest.mark.parametrize("by", ["toan", "yte", "cn6b", "phohieutruong"])
def test_d5_only_who_may_export_gets_it(school: BuiltSchool, by: str):
    found = data(school, by)
    assert found.refusal
    assert found.profile == ()


def test_the_file_is_json_that_is_there_as_a_whole(school: BuiltSchool, tmp_path: Path):
    path = tmp_path / "em.json"
    write_pupil_dossier(data(school), path)
    assert json.loads(path.read_text(encoding="utf-8"))["ho_va_ten"] == "Nguyễn Thị An"
    with pytest.raises(Trouble):
        write_pupil_dossier(data(school), tmp_path / "nowhere" / "em.json")


def test_the_paper_cuts_nothing_off_and_goes_on_over_the_page(school: BuiltSchool, tmp_path: Path):
    placed: list[Any] = []
    made = pages(data(school), BookOptions(A4))
    words = " ".join(" ".join(texts_of(pdf_of(made, placed))).split())
    assert [one.text for one in placed if not one.setting.whole] == []
    assert len(made) > 1
    for part in (*SECRET, "15/QĐ-UBND", "Bà Mẹ", "Người lập"):
        assert part in words
    assert words.count("vận dụng sáng tạo.") == 45
    printed = print_pupil_dossier(data(school), tmp_path / "em.pdf")
    assert len(printed.pages) == len(made)
