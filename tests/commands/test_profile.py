"""Editing a profile field by field, policy groups, photographs and papers."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from sqlalchemy import select

from desktop.commands.command import Code, decode
from desktop.commands.papers import KeepPaper, KeepPhoto, PaperFacts, RemovePaper, RemovePhoto
from desktop.commands.policy import (
    AddPolicyGroup,
    ChangePolicyGroup,
    GroupFacts,
    RemovePolicyGroup,
)
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Parent, Pupil, text_of, with_text
from desktop.commands.roster import NewPupil, PupilChange, UpdateRoster
from desktop.models.journal import Journal
from desktop.models.people import StudentCare
from desktop.models.profile import Paper, PolicyGroup, StudentPhoto
from desktop.queries.roster import class_list
from desktop.rules.papers import FileKind
from desktop.rules.permissions import AudienceKind, audience
from desktop.rules.profile import ProfileField
from tests.life import everything, life, refused
from tests.school_builder import BuiltSchool

F = ProfileField
TODAY = date(2026, 9, 8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)
SCAN = PaperFacts("Giấy khai sinh", "ab" * 32, FileKind.PDF, 1000)
POOR = GroupFacts("Hộ nghèo", "15/QĐ-UBND", date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def school() -> Iterator[BuiltSchool]:
    with life(classes=2) as built:
        yield built


def edit(school: BuiltSchool, nth: int = 0, /, **fields: tuple[str, str]) -> EditProfile:
    """Change fields (by name, dots as __) from the second to the first of the pair."""
    changes = tuple(
        FieldChange(F(name.replace("__", ".")), value, seen)
        for name, (value, seen) in fields.items()
    )
    return EditProfile(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(nth), changes=changes
    )


def line(school: BuiltSchool, nth: int = 0, day: date = TODAY) -> Pupil:
    class_id = school.classes["6A"].class_id
    found = class_list(school.session, school.person("cn6a"), class_id, day)
    return next(x.pupil for x in found.lines if x.student_id == school.pupil(nth))


def test_fields_of_the_pupil_the_care_and_the_parents_are_written(school: BuiltSchool):
    done = school.do(
        edit(
            school,
            birth_date=("2015-02-03", "2015-01-01"),
            religion=("Phật giáo", ""),
            disability=("Không", ""),
            nationality=("Việt Nam", ""),
            province=("Tỉnh Đắk Lắk", ""),
            commune=("Xã Ea Ktur", ""),
            father__full_name=("Nguyễn Văn Bố", ""),
            father__birth_year=("1985", ""),
        ),
        "cn6a",
    )
    now = line(school)
    assert now.birth_date == date(2015, 2, 3)
    assert (now.religion, now.nationality, now.commune) == ("Phật giáo", "Việt Nam", "Xã Ea Ktur")
    assert now.father == Parent("Nguyễn Văn Bố", birth_year="1985")
    school.undo(done, "cn6a")
    assert line(school).father == Parent()
    assert line(school).religion == ""


def test_two_people_in_different_fields_do_not_meet(school: BuiltSchool):
    mine, other = edit(school, phone=("0912345678", "")), edit(school, address=("Thôn 2", ""))
    school.do(mine, "cn6a")
    school.do(other, "vanphong")
    assert (line(school).phone, line(school).address) == ("0912345678", "Thôn 2")


def test_two_people_in_one_field_are_told(school: BuiltSchool):
    school.do(edit(school, phone=("0912345678", "")), "cn6a")
    no = refused(school, edit(school, phone=("0987654321", ""), address=("Thôn 2", "")))
    assert no.code is Code.CONFLICT
    assert "0912345678" in no.detail[0].sentence
    assert len(no.detail) == 1
    school.do(edit(school, phone=("0912345678", "cũ")), "vanphong")  # wanted is there already


def test_the_class_list_merges_by_field_too(school: BuiltSchool):
    seen = line(school)
    school.do(edit(school, father__phone=("0912345678", "")), "cn6a")
    class_id, pupil = school.classes["6A"].class_id, school.pupil(0)
    mother = with_text(seen, F.MOTHER_NAME, "Lê Thị Mẹ")
    school.do(
        UpdateRoster(class_id=class_id, change=(PupilChange(pupil, mother, seen),)), "vanphong"
    )
    assert line(school).father.phone == "0912345678"
    assert line(school).mother.full_name == "Lê Thị Mẹ"
    late = with_text(seen, F.FATHER_PHONE, "0987654321")
    command = UpdateRoster(class_id=class_id, change=(PupilChange(pupil, late, seen),))
    assert refused(school, command).code is Code.CONFLICT


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("birth_date", "2026-12-01", "sau ngày hôm nay"),
        ("phone", "0912345", "7 chữ số"),
        ("citizen_id", "123", "12 chữ số"),
        ("full_name", " ", "họ và tên"),
        ("ethnicity", "Hỏa tinh", "54 dân tộc"),
        ("commune", "Xã Ea Ktur", "trước"),
        ("code", "HS00001", "đã là mã của"),
    ],
)
def test_what_cannot_stand_is_refused_with_what_to_do(
    school: BuiltSchool, field: str, value: str, word: str
):
    seen = text_of(line(school), F(field))
    change = FieldChange(F(field), value, seen)
    no = refused(school, msgspec.structs.replace(edit(school), changes=(change,)))
    assert no.code is Code.INVALID
    assert word in no.message


def test_the_same_values_are_refused_in_the_class_list(school: BuiltSchool):
    class_id = school.classes["6A"].class_id
    for pupil in (
        Pupil("Sinh Mai Sau", birth_date=date(2030, 1, 1)),
        Pupil("Số Bảy Chữ", phone="0912345"),
        Pupil("Hai Mã", code="HS00001"),
        Pupil("  "),
    ):
        no = refused(school, UpdateRoster(class_id=class_id, add=(NewPupil(pupil),)))
        assert no.code is Code.INVALID


def test_what_was_wrong_before_does_not_block_another_field(school: BuiltSchool):
    school.do(edit(school, phone=("0912345678", "")), "cn6a")
    set_phone(school, "12")
    school.do(edit(school, note=("Nhà xa trường", "")), "cn6a")
    assert (line(school).phone, line(school).note) == ("12", "Nhà xa trường")


def set_phone(school: BuiltSchool, phone: str) -> None:
    """Behind the program's back: as an older version, or a rebase, would leave it."""
    row = school.session.get_one(StudentCare, school.pupil(0))
    row.phone = phone
    school.session.commit()


def test_a_citizens_number_is_of_one_pupil_of_the_whole_school(school: BuiltSchool):
    school.do(edit(school, 0, citizen_id=("001215000001", "")), "cn6a")
    assert refused(school, edit(school, 1, citizen_id=("001215000001", ""))).code is Code.INVALID


def test_a_chain_of_own_edits_expects_what_the_refused_one_expected(school: BuiltSchool):
    done = school.do(edit(school, phone=("0912345678", "")), "cn6a")
    again = EditProfile(
        class_id=school.classes["6A"].class_id,
        student_id=school.pupil(0),
        changes=(FieldChange(F.PHONE, "0987654321", "0912345678", after=done.command_id),),
    )
    set_phone(school, "")  # the first edit came back refused, and the file was rebased
    assert refused(school, again, "cn6a").code is Code.CONFLICT
    row = school.session.scalars(select(Journal).where(Journal.id == done.command_id)).one()
    row.state = "refused"
    school.session.commit()
    school.do(again, "cn6a")
    assert line(school).phone == "0987654321"


def test_only_who_cares_for_the_class_edits_care(school: BuiltSchool):
    assert refused(school, edit(school, phone=("0912345678", "")), "toan").code is (
        Code.NOT_PERMITTED
    )
    assert refused(school, edit(school, sex=("nu", "nam")), "cn6b").code is Code.NOT_PERMITTED
    assert refused(school, edit(school, phone=("0912345678", "")), "hieutruong").code is (
        Code.NOT_PERMITTED
    )


def test_a_list_of_an_older_program_is_read_as_it_was(school: BuiltSchool):
    payload = b'{"kind":"update_roster","class_id":"%s","add":[{"pupil":{"full_name":"A"}}]}'
    command = decode("update_roster", 1, payload % str(school.classes["6A"].class_id).encode())
    assert isinstance(command, UpdateRoster)
    assert command.add[0].pupil == Pupil("A")


# ---- policy groups


def add_group(school: BuiltSchool, facts: GroupFacts = POOR) -> AddPolicyGroup:
    return AddPolicyGroup(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), facts=facts
    )


def test_a_pupil_may_be_in_several_groups_with_documents(school: BuiltSchool):
    school.do(add_group(school), "cn6a")
    school.do(add_group(school, GroupFacts("Mồ côi")), "cn6a")
    assert line(school).priority_group == "Hộ nghèo, Mồ côi"
    care = audience(AudienceKind.CARE, school.classes["6A"].class_id)
    assert {row.audience for row in school.session.scalars(select(PolicyGroup))} == {care}


def test_a_group_counts_from_its_first_to_its_last_day(school: BuiltSchool):
    school.do(add_group(school), "cn6a")
    assert line(school, day=date(2026, 12, 31)).priority_group == "Hộ nghèo"
    assert line(school, day=date(2027, 1, 1)).priority_group == ""


def test_a_group_is_changed_ended_taken_out_and_back(school: BuiltSchool):
    done = school.do(add_group(school), "cn6a")
    group_id = add_group(school).row_id(done.command_id)
    ended = GroupFacts("Hộ nghèo", "15/QĐ-UBND", date(2026, 1, 1), date(2026, 9, 1))
    class_id, pupil = school.classes["6A"].class_id, school.pupil(0)

    def change(facts: GroupFacts, seen: GroupFacts) -> ChangePolicyGroup:
        return ChangePolicyGroup(
            class_id=class_id, student_id=pupil, group_id=group_id, facts=facts, seen=seen
        )

    changed = school.do(change(ended, POOR), "cn6a")
    assert line(school).priority_group == ""
    other = GroupFacts("Hộ nghèo", "16/QĐ-UBND")
    assert refused(school, change(other, POOR)).code is Code.CONFLICT
    school.undo(changed, "cn6a")
    assert line(school).priority_group == "Hộ nghèo"
    remove = RemovePolicyGroup(class_id=class_id, student_id=pupil, group_id=group_id, seen=POOR)
    removed = school.do(remove, "cn6a")
    assert school.session.scalars(select(PolicyGroup)).all() == []
    school.undo(removed, "cn6a")
    assert school.session.scalars(select(PolicyGroup)).one().document == "15/QĐ-UBND"


def test_days_of_a_group_are_in_order(school: BuiltSchool):
    turned = GroupFacts("Hộ nghèo", "", date(2026, 12, 31), date(2026, 1, 1))
    assert refused(school, add_group(school, turned)).code is Code.INVALID
    assert refused(school, add_group(school, GroupFacts(" "))).code is Code.INVALID


def test_a_documented_group_does_not_go_by_clearing_a_cell(school: BuiltSchool):
    school.do(add_group(school), "cn6a")
    seen = line(school)
    cleared = msgspec.structs.replace(seen, priority_group="Mồ côi")
    command = UpdateRoster(
        class_id=school.classes["6A"].class_id,
        change=(PupilChange(school.pupil(0), cleared, seen),),
    )
    no = refused(school, command)
    assert "15/QĐ-UBND" in no.message
    both = msgspec.structs.replace(seen, priority_group="Hộ nghèo, Mồ côi")
    school.do(
        UpdateRoster(
            class_id=school.classes["6A"].class_id,
            change=(PupilChange(school.pupil(0), both, seen),),
        ),
        "cn6a",
    )
    assert line(school).priority_group == "Hộ nghèo, Mồ côi"


# ---- photographs and papers


def photo(school: BuiltSchool, content: bytes = JPEG) -> KeepPhoto:
    return KeepPhoto(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), sha256="cd" * 32,
        size=50_000, small=b64encode(content).decode(),
    )  # fmt: skip


def test_a_pupil_has_one_photograph_in_the_classs_care(school: BuiltSchool):
    before = everything(school.session)
    school.do(photo(school), "cn6a")
    school.do(photo(school), "vanphong")
    class_id, pupil = school.classes["6A"].class_id, school.pupil(0)
    row = school.session.scalars(select(StudentPhoto)).one()
    assert row.audience == audience(AudienceKind.CARE, class_id)
    school.do(RemovePhoto(class_id=class_id, student_id=pupil), "cn6a")
    assert everything(school.session) == before


@pytest.mark.parametrize("small", [b"GIF89a", JPEG + bytes(9000), b""])
def test_what_is_no_small_jpeg_is_no_photograph(school: BuiltSchool, small: bytes):
    assert refused(school, photo(school, small)).code is Code.INVALID


def keep(school: BuiltSchool, paper: PaperFacts = SCAN) -> KeepPaper:
    return KeepPaper(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), paper=paper
    )


def test_a_paper_names_its_file_for_the_server(school: BuiltSchool):
    class_id, pupil = school.classes["6A"].class_id, school.pupil(0)
    done = school.do(keep(school), "cn6a")
    assert school.session.scalars(select(Paper)).one().title == "Giấy khai sinh"
    (named,) = keep(school).files()
    assert (named.sha256, named.audience) == (SCAN.sha256, audience(AudienceKind.CARE, class_id))
    school.undo(done, "cn6a")
    assert school.session.scalars(select(Paper)).all() == []
    paper_id = keep(school).row_id(done.command_id)
    gone = RemovePaper(class_id=class_id, student_id=pupil, paper_id=paper_id)
    assert refused(school, gone).code is Code.MISSING


@pytest.mark.parametrize(
    "paper",
    [
        PaperFacts(" ", "ab" * 32, FileKind.PDF, 10),
        PaperFacts("Đơn", "xy", FileKind.PDF, 10),
        PaperFacts("Đơn", "ab" * 32, FileKind.PDF, 0),
        PaperFacts("Đơn", "ab" * 32, FileKind.PDF, 11 * 1024 * 1024),
    ],
)
def test_papers_without_title_name_or_of_too_large_size(school: BuiltSchool, paper: PaperFacts):
    assert refused(school, keep(school, paper)).code is Code.INVALID
