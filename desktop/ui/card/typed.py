"""Between a field of the card and the profile: what it shows, and what typed text means."""

from datetime import date
from typing import Final

from desktop.commands.pupil import Pupil, text_of
from desktop.exchange import values
from desktop.rules.names import tidy_name
from desktop.rules.places import commune
from desktop.rules.profile import SEXES, ProfileField, unfit

_SEX_CODES: Final = {words: code for code, words in SEXES.items()}
_BY_PART: Final[dict[str, values.Reader]] = {
    "full_name": values.read_name,
    "birth_date": values.read_date,
    "sex": values.read_sex,
    "code": values.read_code,
    "moet_id": values.read_moet_id,
    "citizen_id": values.read_citizen_id,
    "nationality": values.read_nationality,
    "ethnicity": values.read_ethnicity,
    "province": values.read_province,
    "phone": values.read_phone,
    "birth_year": values.read_birth_year,
}


def shown(pupil: Pupil, field: ProfileField) -> str:
    """A field as the card shows it: days as dd/mm/yyyy, the sex as a word."""
    return shown_text(field, text_of(pupil, field))


def shown_text(field: ProfileField, stored: str) -> str:
    """The same of a text as commands carry it."""
    if field is ProfileField.BIRTH_DATE and stored:
        return f"{date.fromisoformat(stored):%d/%m/%Y}"
    return SEXES.get(stored, stored) if field is ProfileField.SEX else stored


def read_typed(field: ProfileField, typed: str, pupil: Pupil, today: date) -> tuple[str, str]:
    """The text for the command, and why there is none.

    What the reader cannot make out goes to the command as it is, where that refuses it: so the
    sentence is the same here, in the list, in files and at the server.
    """
    text = tidy_name(typed)
    if field is ProfileField.COMMUNE:
        found = commune(pupil.province, text) if pupil.province else None
        return (found.name if found else text), ""
    reader = _BY_PART.get(field.value.rpartition(".")[2], values.read_text)
    reading = reader(text)
    if reading.problem:
        refused = field is not ProfileField.BIRTH_DATE and bool(unfit(field, text, today))
        return (text, "") if refused else ("", reading.problem)
    return _stored(field, reading.value), ""


def _stored(field: ProfileField, value: values.Value | None) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if field is ProfileField.SEX:
        return _SEX_CODES.get(str(value), "") if value else ""
    return value if isinstance(value, str) else ""
