"""One pupil's card without Qt: what it holds, and each field written by one command when left."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from desktop.commands.command import Command, Refused
from desktop.commands.execute import Done
from desktop.commands.profile import EditProfile, FieldChange
from desktop.commands.pupil import Pupil, text_of
from desktop.queries.own_profile import own_profile
from desktop.queries.profile_tasks import profile_deadline
from desktop.queries.pupil_card import PupilCard, pupil_card
from desktop.rules.instants import school_day
from desktop.rules.places import commune
from desktop.rules.profile import ProfileField
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.card.typed import read_typed, shown
from desktop.ui.roster.kept import Kept, KeptTexts
from desktop.ui.roster.steps import Steps

TABLES: Final = frozenset(
    {
        "student", "student_care", "guardian", "enrolment", "policy_group", "student_photo",
        "paper", "consent", "transfer", "mark", "conduct", "absence", "absence_before", "roll",
        "school_class", "role_assignment",
    }
)  # fmt: skip
"""A change of one of these may change what the card shows."""
_NOBODY: Final = Pupil(full_name="")


class CardBook:
    """The card of one pupil for the signed-in person."""

    def __init__(self, school: School, student_id: UUID, steps: Steps) -> None:
        self.school = school
        self.student_id = student_id
        self.steps = steps
        self.card = PupilCard(student_id)
        self.reload()
        self._kept = KeptTexts(school, self.card.class_id or student_id, "card.kept")

    def reload(self) -> None:
        """Read the card again."""
        self.today = school_day(self.school.now())
        self.card = self.school.ask(pupil_card, self.student_id, self.today)

    @property
    def pupil(self) -> Pupil:
        """Nobody where the card is refused."""
        return self.card.pupil or _NOBODY

    @property
    def class_id(self) -> UUID:
        """Where commands about the pupil go."""
        return self.card.class_id or self.student_id

    def due(self) -> date | None:
        """By when the profile shall be whole (T-16)."""
        if self.card.glance is None:
            return None
        year = self.card.glance.year.start_year
        return self.school.ask(lambda session, _by: profile_deadline(session, year))

    # ---- fields

    def may_edit(self, field: ProfileField) -> bool:
        """Whether this person writes the field."""
        rights = self.card.rights
        return rights.edit and (rights.edit_care or not field.is_care)

    def stored(self, field: ProfileField) -> str:
        """As commands carry it: what a writer has seen."""
        return text_of(self.pupil, field)

    def shown(self, field: ProfileField) -> str:
        """What stands in the field: the text that could not be written goes before the value."""
        kept = self.kept(field)
        return kept.text if kept else shown(self.pupil, field)

    def kept(self, field: ProfileField) -> Kept | None:
        """What was typed and could not be written, with the reason."""
        return self._kept.get((self.student_id, field.value))

    def write(self, field: ProfileField, typed: str, seen: str) -> bool:
        """Write a field that was left, else keep what was typed; true when something is saved."""
        value, problem = read_typed(field, typed, self.pupil, self.today)
        if not problem and value == self.stored(field):
            self._keep(field, None)
            return False
        if not problem:
            problem = self._try(field, value, seen)
        self._keep(field, Kept(typed, problem) if problem else None)
        return not problem

    def _try(self, field: ProfileField, value: str, seen: str) -> str:
        own = self.school.ask(own_profile, self.student_id)
        changes = [
            FieldChange(of, text, old, _unanswered(own, of, old))
            for of, text, old in ((field, value, seen), *self._along(field, value))
        ]
        command = EditProfile(
            class_id=self.class_id, student_id=self.student_id, changes=tuple(changes)
        )
        what = f"sửa “{field.label}” của {self.pupil.full_name}"
        return self.do(command, what)[0]

    def _along(self, field: ProfileField, value: str) -> list[tuple[ProfileField, str, str]]:
        """A commune of the province before goes with it: it is in no other."""
        old = self.pupil.commune
        if field is not ProfileField.PROVINCE or not old or (value and commune(value, old)):
            return []
        return [(ProfileField.COMMUNE, "", old)]

    def _keep(self, field: ProfileField, kept: Kept | None) -> None:
        self._kept.change({(self.student_id, field.value): kept})

    # ---- all else that the card writes

    def do(self, command: Command, what: str) -> tuple[str, Done | None]:
        """Carry out a command as a step; says why not."""
        try:
            done = self.steps.do(command, what)
        except Refused as refused:
            return said(refused), None
        except Trouble as trouble:
            return trouble.sentence, None
        self.reload()
        return "", done

    def do_for_good(self, command: Command) -> str:
        """Carry out what no single step takes back; says why not."""
        try:
            self.school.do(command)
        except Refused as refused:
            return said(refused)
        except Trouble as trouble:
            return trouble.sentence
        self.reload()
        return ""

    def kept_fields(self) -> Mapping[ProfileField, Kept]:
        """All fields with a text that waits to be put right."""
        found = ((field, self.kept(field)) for field in ProfileField)
        return {field: kept for field, kept in found if kept}


def _unanswered(
    own: Mapping[ProfileField, tuple[UUID, str]], field: ProfileField, seen: str
) -> UUID | None:
    """The own unanswered command that wrote what was seen (sync.md 22)."""
    command_id, value = own.get(field, (None, ""))
    return command_id if value == seen else None


def said(refused: Refused) -> str:
    """The sentence of the one thing in question, else of all."""
    return refused.detail[0].sentence if len(refused.detail) == 1 else refused.message
