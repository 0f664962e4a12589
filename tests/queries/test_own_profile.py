"""Which own changes of a profile wait for the server's answer."""

from uuid import UUID

from desktop.commands.books import Books
from desktop.commands.execute import execute
from desktop.commands.profile import EditProfile, FieldChange
from desktop.queries.own_profile import own_profile
from desktop.rules.profile import ProfileField
from tests.school_builder import BuiltSchool


def say(school: BuiltSchool, value: str, seen: str, account: str = "cn6a") -> UUID:
    """As a connected file does: carried out, and pending."""
    change = FieldChange(ProfileField.BIRTH_PLACE, value, seen)
    command = EditProfile(
        class_id=school.classes["6A"].class_id, student_id=school.pupil(0), changes=(change,)
    )
    command_id = school.next_id()
    school.at, school.count = school.at + 1_000_000, school.count + 1
    execute(
        Books(school.session), command, school.person(account), school.at,
        command_id=command_id, state="pending",
    )  # fmt: skip
    school.session.commit()
    return command_id


def test_the_latest_own_change_of_a_field_that_waits(school: BuiltSchool) -> None:
    me = school.person("cn6a")
    assert own_profile(school.session, me, school.pupil(0)) == {}
    say(school, "Huế", "")
    latest = say(school, "Hà Nội", "Huế")
    assert own_profile(school.session, me, school.pupil(0)) == {
        ProfileField.BIRTH_PLACE: (latest, "Hà Nội")
    }
    assert own_profile(school.session, me, school.pupil(1)) == {}
    assert own_profile(school.session, school.person("toan"), school.pupil(0)) == {}
