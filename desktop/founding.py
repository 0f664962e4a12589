"""A new school from what the first start asked for: facts, year, presets of subjects, founder."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.subjects import AddSubjects, SubjectFacts
from desktop.commands.year_plan import default_plan
from desktop.rules.names import fold
from desktop.rules.permissions import Role
from desktop.rules.subjects import SchoolLevel, SubjectPreset, subject_presets
from desktop.store.founding import Scribe, create_school

if TYPE_CHECKING:
    from desktop.ui.first_start import NewSchool


def found(folder: Path, wanted: "NewSchool") -> None:
    """Make the school's file; raises Trouble. Optional subjects are left to the school."""
    roles = (Role.DATA_ADMIN, Role.PRINCIPAL) if wanted.is_principal else (Role.DATA_ADMIN,)
    founding = FoundSchool(
        school=SchoolFacts(
            name=wanted.name, level=wanted.level, authority=wanted.authority,
            commune=wanted.commune, province=wanted.province,
        ),
        year=default_plan(wanted.start_year),
        account=wanted.account,
        full_name=wanted.full_name,
        position="Hiệu trưởng" if wanted.is_principal else "Quản trị CSDL",
        roles=roles,
    )  # fmt: skip

    def history(scribe: Scribe) -> None:
        scribe.do(usual_subjects(wanted.level))

    create_school(folder, founding, wanted.password, history)


def usual_subjects(level: str) -> AddSubjects:
    """The subjects that every school of the level teaches; optional ones it adds itself."""
    presets = [p for p in subject_presets(SchoolLevel(level)) if not p.optional]
    return AddSubjects(subjects=tuple(_facts(preset, at) for at, preset in enumerate(presets, 1)))


def _facts(preset: SubjectPreset, position: int) -> SubjectFacts:
    return SubjectFacts(
        code=preset.code, name=preset.name, short_name=preset.short_name,
        assessment=preset.assessment, position=position, ranked=not preset.second_language,
    )  # fmt: skip


def free_folder(parent: Path, name: str) -> Path:
    """A folder for a school of that name that does not exist yet."""
    plain = "-".join(fold(name).split()) or "truong"
    safe = "".join(letter for letter in plain if letter.isalnum() or letter == "-")
    number, folder = 1, parent / safe
    while folder.exists():
        number += 1
        folder = parent / f"{safe}-{number}"
    return folder
