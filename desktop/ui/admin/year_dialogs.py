"""The dialogs of the calendar: dates of a year, the next year, a day off."""

from datetime import timedelta

import msgspec
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.commands.school import DayOff, GiveDayOff, PlanYear, TermPlan, YearPlan
from desktop.commands.year_plan import default_plan
from desktop.queries.years import YearFacts
from desktop.store.school import School
from desktop.ui.admin.records import carried_out
from desktop.ui.admin.staff_dialogs import day_edit, day_of
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments
from desktop.ui.kit.words import label


class DatesDialog(Ask):
    """First and last day of the year and its terms, and when final tests begin."""

    def __init__(self, parent: QWidget, school: School, year: YearFacts, plan: YearPlan) -> None:
        self._school, self._year, self._plan = school, year, plan
        super().__init__(
            parent, f"Các ngày của năm học {year.name}?", "Ghi các ngày", width=520,
            text="Hạn vào điểm và các sổ in theo những ngày này. Bảng tuần không đổi.",
            carry_out=self._write,
        )  # fmt: skip
        grid = QGridLayout()
        for at, words in enumerate(("Bắt đầu", "Kết thúc", "Kiểm tra cuối kì từ"), 1):
            grid.addWidget(label(words, "label"), 0, at)
        self.whole = (
            day_edit(plan.starts_on, "Năm học bắt đầu"), day_edit(plan.ends_on, "Năm học kết thúc"),
        )  # fmt: skip
        grid.addWidget(label("Năm học"), 1, 0)
        for at, field in enumerate(self.whole, 1):
            grid.addWidget(field, 1, at)
        self.terms = []
        for line, term in enumerate(plan.terms, 2):
            name = f"Học kì {term.term.name}"
            exams = term.exams_from or term.ends_on - timedelta(days=13)
            fields = (
                day_edit(term.starts_on, f"{name} bắt đầu"),
                day_edit(term.ends_on, f"{name} kết thúc"),
                day_edit(exams, f"{name}: kiểm tra cuối kì từ"),
            )
            grid.addWidget(label(name), line, 0)
            for at, field in enumerate(fields, 1):
                grid.addWidget(field, line, at)
            self.terms.append((term.term, fields))
        self.fields.addLayout(grid)

    def _write(self) -> str:
        plan = msgspec.structs.replace(
            self._plan,
            starts_on=day_of(self.whole[0]),
            ends_on=day_of(self.whole[1]),
            terms=tuple(TermPlan(term, *map(day_of, fields)) for term, fields in self.terms),
        )
        command = PlanYear(plan=plan, school_year_id=self._year.school_year_id)
        return carried_out(self._school, command)


class DayDialog(Ask):
    """A day that is off, or worked, against the table (X-14)."""

    def __init__(self, parent: QWidget, school: School, near: YearFacts | None) -> None:
        self._school = school
        day = near.starts_on if near else default_plan(2026).starts_on
        self.day = day_edit(day, "Ngày")
        self.kind = Segments([("off", "Nghỉ"), ("work", "Học bù")], "Nghỉ hay học bù")
        self.reason = QLineEdit()
        super().__init__(
            parent, "Thêm ngày nghỉ hay ngày học bù nào?", "Thêm ngày",
            text="Ngày trường ghi đi trước lịch chung; hạn vào điểm được tính lại theo đó.",
            refuse=lambda: "" if self.reason.text().strip() else "Chưa ghi lí do.",
            carry_out=self._write,
        )  # fmt: skip
        self.field("Ngày", self.day)
        self.fields.addWidget(self.kind)
        self.field("Lí do", self.reason, "như Nghỉ do bão, Làm bù cho 02/01")
        self.reason.textChanged.connect(lambda _text: self.look_again())
        self.day.setFocus()

    def _write(self) -> str:
        given = DayOff(
            day_of(self.day), self.reason.text().strip(), off=self.kind.key == "off", given=True
        )
        return carried_out(self._school, GiveDayOff(day=given.day, given=given))
