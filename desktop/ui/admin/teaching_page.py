"""Lớp và môn: the grid of classes and subjects, and the lists of classes and subjects."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QWidget

from desktop.commands.classes import EditClass
from desktop.queries.course_grid import CourseGrid, course_grid
from desktop.queries.subject_list import (
    ClassLine,
    SubjectDesk,
    SubjectLine,
    subject_desk,
    years_of_school,
)
from desktop.queries.years import YearFacts, year_on
from desktop.rules.permissions import Capability
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.acts import Act
from desktop.ui.admin.course_sheet import Aspect, CourseGridSheet
from desktop.ui.admin.page import AdminPage, may_all
from desktop.ui.admin.records import RecordSheet, carried_out
from desktop.ui.admin.subject_sheets import CLASSES, subject_kind
from desktop.ui.admin.teaching_dialogs import (
    AddClassesDialog,
    AddSubjectsDialog,
    AddTeamDialog,
)
from desktop.ui.importing.courses_preview import courses_source
from desktop.ui.importing.page import ImportPage
from desktop.ui.importing.written import Written, tell_written
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import Segments, button, enable
from desktop.ui.kit.notice import GREEN, RED
from desktop.ui.kit.words import column, hairline, row

_COURSES, _CLASSES, _SUBJECTS = "courses", "classes", "subjects"
_PLACE = "admin.teaching"


class TeachingPage(AdminPage):
    KEY, TITLE = "teaching", "Lớp và môn"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.year: YearFacts | None = None
        self.desk: SubjectDesk | None = None
        self.courses: CourseGridSheet | None = None
        self.classes: RecordSheet[ClassLine] | None = None
        self.pane = self.sheet_pane("Phân công giảng dạy")
        self.pane.view.written.connect(lambda _outcomes: self._say())
        self.parts = Segments(
            [(_COURSES, "Phân công"), (_CLASSES, "Lớp"), (_SUBJECTS, "Môn học")], "Phần"
        )
        self.aspects = Segments(
            [
                (Aspect.TEACHER.value, "Giáo viên"), (Aspect.PERIODS.value, "Số tiết"),
                (Aspect.REGULAR.value, "Số ĐĐGtx"),
            ],
            "Nội dung ô",
        )  # fmt: skip
        self.years = QComboBox()
        self.years.setAccessibleName("Năm học")
        self.years.setMinimumWidth(118)
        self._make_acts()
        self._arrange()
        self.parts.chosen.connect(self._part_chosen)
        self.aspects.chosen.connect(lambda _key: self._show())
        self.years.activated.connect(lambda _at: self._read())

    def _make_acts(self) -> None:
        self.bring_in = button("Nhập Excel…", self.import_courses, icon="ri.upload-line")
        self.take_out = button("Xuất Excel…", self.export, icon="ri.download-line")
        self.add_class = button("Thêm lớp…", self.add_classes, icon="ri.add-line")
        self.remove = button("Xóa lớp…", self.remove_class)
        self.add_subject = button("Thêm môn…", self.add_subjects, icon="ri.add-line")
        self.add_team = button("Thêm tổ…", self.add_teams)
        self._of_part: dict[str, tuple[QWidget, ...]] = {
            _COURSES: (self.bring_in, self.take_out),
            _CLASSES: (self.remove, self.add_class),
            _SUBJECTS: (self.add_team, self.add_subject),
        }
        for widgets in self._of_part.values():
            for widget in widgets:
                self.head.add_action(widget)

    def _arrange(self) -> None:
        self.importing = ImportPage(self.school)
        self.importing.closed.connect(self._back)
        self.importing.written.connect(self._written)
        self.importing.facts.connect(self.facts)
        bar = QWidget()
        bar.setLayout(
            row(self.parts, 12, self.aspects, None, self.years, margins=(16, 6, 12, 6), gap=8)
        )
        page = QWidget()
        layout = column(bar, hairline(), gap=0)
        layout.addWidget(self.pane, 1)
        page.setLayout(layout)
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(self.importing)
        self.body.addWidget(self.stack, 1)

    @staticmethod
    def may_open(school: School) -> bool:
        return may_all(school, Capability.COURSE_EDIT)

    def activate(self) -> None:
        if self.stack.currentWidget() is self.importing:
            return
        if self.years.count() == 0:
            years = self.school.ask(years_of_school)
            for year in years:
                self.years.addItem(year.name, year)
            now = year_on(years, self.today)
            self.years.setCurrentIndex(years.index(now) if now else -1)
            self.parts.choose(self.school.preference(_PLACE, _COURSES))
        self._read()

    def settle(self) -> bool:
        self.pane.view.entry.close()
        return True

    def leave(self) -> None:
        self.importing.task.stop_and_wait()

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Nhập phân công từ Excel…", self.import_courses),
            Act("Xuất phân công ra Excel…", self.export),
            Act("Thêm lớp…", self.add_classes),
            Act("Thêm môn…", self.add_subjects),
        )

    # ---- what is shown

    def _read(self) -> None:
        self.year = self.years.currentData()
        if self.year is not None:
            year_id = self.year.school_year_id
            self.desk = self.school.ask(subject_desk, year_id, self.today)
        self._show()

    def _part_chosen(self, key: str) -> None:
        self.settle()
        self.school.keep_preference(_PLACE, key)
        self._read()

    def _grid(self) -> CourseGrid:
        if self.year is None:
            return CourseGrid()
        return self.school.ask(course_grid, self.year.school_year_id, self.today)

    def _show(self) -> None:
        part, view = self.parts.key, self.pane.view
        for key, widgets in self._of_part.items():
            for widget in widgets:
                widget.setVisible(key == part)
        self.aspects.setVisible(part == _COURSES)
        names = {
            _COURSES: "Phân công giảng dạy", _CLASSES: "Danh sách lớp", _SUBJECTS: "Danh sách môn",
        }  # fmt: skip
        view.setAccessibleName(names[part])
        if part == _COURSES:
            aspect = Aspect(self.aspects.key)
            self.courses = CourseGridSheet(self.school, self._grid, aspect)
            view.setAccessibleName(f"{names[part]}, {self.aspects.buttons[aspect.value].text()}")
            self.show_in(self.pane, self.courses)
        elif part == _CLASSES:
            self.classes = RecordSheet(self.school, CLASSES, self._class_lines)
            self.show_in(self.pane, self.classes)
        else:
            self._show_subjects()
        self._say()

    def _show_subjects(self) -> None:
        if self.desk is not None:
            kind = subject_kind(self.desk)
            sheet: RecordSheet[SubjectLine] = RecordSheet(self.school, kind, self._subject_lines)
            self.show_in(self.pane, sheet)

    def _desk(self) -> SubjectDesk | None:
        if self.year is None:
            return None
        return self.school.ask(subject_desk, self.year.school_year_id, self.today)

    def _class_lines(self) -> tuple[ClassLine, ...]:
        desk = self._desk()
        return desk.classes if desk else ()

    def _subject_lines(self) -> tuple[SubjectLine, ...]:
        desk = self._desk()
        return desk.subjects if desk else ()

    def _say(self) -> None:
        desk = self.desk
        if desk is None:
            self.head.say(self.TITLE, "")
            return
        facts = f"{len(desk.classes)} lớp · {len(desk.subjects)} môn"
        if self.parts.key == _COURSES and self.courses is not None:
            grid = self.courses.grid
            idle = sum(1 for value in grid.cells.values() if not value.teachers)
            facts += f" · {len(grid.cells)} lớp–môn"
            facts += f", {idle} chưa có giáo viên" if idle else ", đều có giáo viên"
        self.head.say(self.TITLE, facts)
        enable(self.remove, "" if desk.classes else "Chưa có lớp nào.")

    # ---- acts

    def _ask(self, dialog: Ask, said: str) -> None:
        if dialog.exec() == Ask.DialogCode.Accepted:
            self._read()
            self.tell(said, GREEN)

    def add_classes(self) -> None:
        if self.year is not None and self.desk is not None:
            dialog = AddClassesDialog(self, self.school, self.year, self.desk)
            self._ask(dialog, "Đã thêm lớp. Phân công môn ở phần Phân công.")

    def add_subjects(self) -> None:
        if self.desk is not None:
            self._ask(AddSubjectsDialog(self, self.school, self.desk), "Đã thêm môn.")

    def add_teams(self) -> None:
        self._ask(AddTeamDialog(self, self.school), "Đã thêm tổ. Chọn tổ của môn trong cột Tổ.")

    def remove_class(self) -> None:
        at = self.pane.view.current[0]
        lines = self.classes.records if self.classes else ()
        if not 0 <= at < len(lines):
            return
        line = lines[at]
        text = "Chỉ lớp chưa có học sinh và chưa phân công môn nào mới xóa được."
        if ask(self, f"Xóa lớp {line.facts.name}?", "Xóa lớp", text=text, danger=True):
            command = EditClass(class_id=line.class_id, facts=None)
            why = carried_out(self.school, command)
            self._read()
            self.tell(why or f"Đã xóa lớp {line.facts.name}.", RED if why else GREEN)

    # ---- Excel

    def export(self) -> None:
        """Write the grid as a workbook that can be filled in and brought back."""
        grid = self._grid()
        usual = f"Phân công {grid.school_year}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Xuất phân công", usual, "Bảng tính Excel (*.xlsx)"
        )
        if not chosen:
            return
        from desktop.exchange.courses_export import export_courses

        path = Path(chosen)
        if path.suffix.lower() != ".xlsx":
            path = path.with_name(f"{path.name}.xlsx")
        try:
            export_courses(grid, path)
        except Trouble as trouble:
            self.tell(trouble.sentence, RED)
        else:
            self.tell(f"Đã xuất phân công vào {path}.", GREEN)

    def import_courses(self) -> None:
        """Bring a filled grid in: preview first, then one command."""
        self.importing.begin(courses_source(self._grid()))
        self.stack.setCurrentWidget(self.importing)

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self._read()

    def _written(self, written: Written) -> None:
        self._back()
        tell_written(self.notice, self.school, written)
