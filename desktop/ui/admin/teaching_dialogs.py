"""The dialogs of Lớp và môn: add classes, subjects from the presets, a team."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.commands.classes import AddClasses, ClassFacts
from desktop.commands.subjects import AddSubjects, AddTeams, SubjectFacts
from desktop.queries.subject_list import SubjectDesk
from desktop.queries.years import YearFacts
from desktop.rules.subjects import SubjectPreset, subject_presets
from desktop.store.school import School
from desktop.ui.admin.records import carried_out
from desktop.ui.kit.ask import Ask


def class_names(text: str) -> tuple[str, ...]:
    """`6A, 6B 6C` and `6A-6D`: the names, in their order."""
    names: list[str] = []
    for piece in text.replace(",", " ").replace(";", " ").split():
        first, dash, last = piece.replace("–", "-").partition("-")
        if dash and first[:-1] and len(last) in {1, len(first)} and first[-1] <= last[-1]:
            letters = range(ord(first[-1]), ord(last[-1]) + 1)
            names += [f"{first[:-1]}{chr(letter)}" for letter in letters]
        else:
            names.append(piece)
    return tuple(dict.fromkeys(names))


class AddClassesDialog(Ask):
    """Adds classes of one grade."""

    def __init__(self, parent: QWidget, school: School, year: YearFacts, desk: SubjectDesk) -> None:
        self._school, self._year = school, year
        self.grade, self.names = QComboBox(), QLineEdit()
        super().__init__(
            parent, f"Thêm lớp nào cho năm học {year.name}?", "Thêm lớp",
            refuse=lambda: "" if class_names(self.names.text()) else "Chưa ghi tên lớp.",
            carry_out=self._add,
        )  # fmt: skip
        for grade in desk.level.grades:
            self.grade.addItem(f"Khối {grade}", grade)
        self.field("Khối", self.grade)
        self.field("Tên lớp", self.names, "như 6A, 6B hoặc 6A–6D")
        self.names.textChanged.connect(lambda _text: self._say())
        self.names.setFocus()

    def _say(self) -> None:
        count = len(class_names(self.names.text()))
        self.act.setText(f"Thêm {count} lớp" if count else "Thêm lớp")
        self.look_again()

    def _add(self) -> str:
        grade = int(self.grade.currentData())
        classes = tuple(ClassFacts(grade, name) for name in class_names(self.names.text()))
        command = AddClasses(school_year_id=self._year.school_year_id, classes=classes)
        return carried_out(self._school, command)


class AddSubjectsDialog(Ask):
    """Adds subjects of Circular 22 that the school does not have yet."""

    def __init__(self, parent: QWidget, school: School, desk: SubjectDesk) -> None:
        self._school = school
        there = {line.facts.code for line in desk.subjects}
        self._next = max((line.facts.position for line in desk.subjects), default=0) + 1
        self.boxes: list[tuple[QCheckBox, SubjectPreset]] = []
        super().__init__(
            parent, "Thêm môn nào của Thông tư 22?", "Thêm môn", width=560,
            text=f"Danh mục môn cấp {desk.level.label}. Số tiết và số ĐĐGtx lấy theo chương "
            "trình khi phân công; mọi điều đều sửa được sau.",
            refuse=self._why_not, carry_out=self._add,
        )  # fmt: skip
        grid = QGridLayout()
        for at, preset in enumerate(p for p in subject_presets(desk.level) if p.code not in there):
            box = QCheckBox(preset.name)
            box.setAccessibleName(preset.name)
            box.setChecked(not preset.optional and not preset.elective)
            box.toggled.connect(lambda _on: self.look_again())
            self.boxes.append((box, preset))
            grid.addWidget(box, at // 2, at % 2)
        self.fields.addLayout(grid)
        self.look_again()

    @property
    def chosen(self) -> list[SubjectPreset]:
        return [preset for box, preset in self.boxes if box.isChecked()]

    def _why_not(self) -> str:
        if not self.boxes:
            return "Trường đã có đủ các môn của danh mục."
        return "" if self.chosen else "Chưa chọn môn nào."

    def _add(self) -> str:
        subjects = tuple(
            SubjectFacts(
                p.code, p.name, p.short_name, p.assessment, self._next + n,
                ranked=not p.second_language,
            )
            for n, p in enumerate(self.chosen)
        )  # fmt: skip
        return carried_out(self._school, AddSubjects(subjects=subjects))


class AddTeamDialog(Ask):
    """Adds a subject team."""

    def __init__(self, parent: QWidget, school: School) -> None:
        self.name = QLineEdit()
        super().__init__(
            parent, "Thêm tổ chuyên môn nào?", "Thêm tổ",
            refuse=lambda: "" if self.name.text().strip() else "Chưa ghi tên tổ.",
            carry_out=lambda: carried_out(school, AddTeams(names=(self.name.text().strip(),))),
        )  # fmt: skip
        self.field("Tên tổ", self.name, "như Toán – Tin; chọn tổ của môn trong cột Tổ")
        self.name.textChanged.connect(lambda _text: self.look_again())
        self.name.setFocus()
