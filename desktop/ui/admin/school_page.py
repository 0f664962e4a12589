"""Trường: heading facts, settings, the weeks of a year and its days off."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.commands.school import DayOff, GiveDayOff, PlanYear
from desktop.commands.year_plan import default_plan
from desktop.queries.school_facts import SchoolDesk, school_desk
from desktop.queries.years import YearFacts, year_on
from desktop.rules.permissions import Capability
from desktop.store.school import School
from desktop.ui.acts import Act
from desktop.ui.admin.calendar_sheets import DAYS, WEEKS, WeekRow, week_rows
from desktop.ui.admin.page import AdminPage, may_all
from desktop.ui.admin.records import RecordSheet, carried_out
from desktop.ui.admin.school_forms import FactsForm, SettingsForm
from desktop.ui.admin.year_dialogs import DatesDialog, DayDialog
from desktop.ui.kit.ask import Ask, ask
from desktop.ui.kit.buttons import Segments, button, enable
from desktop.ui.kit.notice import GREEN, RED
from desktop.ui.kit.words import hairline, row

_FACTS, _SETTINGS, _WEEKS, _DAYS = "facts", "settings", "weeks", "days"
_PLACE: Final = "admin.school"


class SchoolPage(AdminPage):
    KEY, TITLE = "school", "Trường"

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.desk: SchoolDesk | None = None
        self.days: RecordSheet[DayOff] | None = None
        self.parts = Segments(
            [
                (_FACTS, "Thông tin"), (_SETTINGS, "Thiết lập"), (_WEEKS, "Năm học và tuần"),
                (_DAYS, "Ngày nghỉ"),
            ],
            "Phần",
        )  # fmt: skip
        self.years = QComboBox()
        self.years.setAccessibleName("Năm học")
        self.years.setMinimumWidth(118)
        self.facts_form, self.settings_form = FactsForm(school), SettingsForm(school)
        self.weeks = self.sheet_pane("Các tuần của năm học")
        self.days_pane = self.sheet_pane("Ngày nghỉ và ngày học bù")
        self.dates = button("Các ngày của năm học…", self.edit_dates, icon="ri.calendar-2-line")
        self.next_year = button("Thêm năm học…", self.add_year, icon="ri.add-line")
        self.remove_day = button("Bỏ ngày này", self.take_day_back)
        self.add_day = button("Thêm ngày…", self.give_day, icon="ri.add-line")
        for part in (self.years, self.dates, self.next_year, self.remove_day, self.add_day):
            self.head.add_action(part)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        bar = QWidget()
        bar.setLayout(row(self.parts, None, margins=(16, 6, 12, 6)))
        self.stack = QStackedWidget()
        for part in (self.facts_form, self.settings_form, self.weeks, self.days_pane):
            self.stack.addWidget(part)
        self.body.addWidget(bar)
        self.body.addWidget(hairline())
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._part_chosen)
        self.years.activated.connect(lambda _at: self._show())
        self.facts_form.changed.connect(self._facts_changed)
        self.settings_form.changed.connect(self._setting_changed)
        for form in (self.facts_form, self.settings_form):
            form.refused.connect(lambda why: self.tell(why, RED))
        self.days_pane.view.moved.connect(lambda _row, _column: self._follow())
        for pane in (self.weeks, self.days_pane):
            pane.view.written.connect(lambda _outcomes: self._read())

    @staticmethod
    def may_open(school: School) -> bool:
        return may_all(school, Capability.SCHOOL_EDIT)

    def activate(self) -> None:
        self._read()
        if self.years.count() == 0:
            self._list_years()
            self.parts.choose(self.school.preference(_PLACE, _FACTS))
        self._show()

    def settle(self) -> bool:
        self.facts_form.write_all()
        for pane in (self.weeks, self.days_pane):
            pane.view.entry.close()
        return True

    def actions_here(self) -> Sequence[Act]:
        return (
            Act("Các ngày của năm học…", self.edit_dates),
            Act("Thêm năm học…", self.add_year),
            Act("Thêm ngày nghỉ, ngày học bù…", self.give_day),
        )

    # ---- what is shown

    def _read(self) -> None:
        self.desk = self.school.ask(school_desk, self.today)
        if self.desk is not None:
            weeks = [w for w in self._weeks() if w.week.number]
            self.head.say(
                self.TITLE,
                f"{self.desk.facts.name} · {len(weeks)} tuần dạy học · "
                f"{len(self.desk.days)} ngày nghỉ, ngày học bù",
            )

    def _list_years(self) -> None:
        years = self.desk.years if self.desk else ()
        self.years.clear()
        for year in years:
            self.years.addItem(year.name, year)
        now = year_on(years, self.today)
        self.years.setCurrentIndex(years.index(now) if now else -1)

    def _part_chosen(self, key: str) -> None:
        self.settle()
        self.school.keep_preference(_PLACE, key)
        self._show()

    def _show(self) -> None:
        part = self.parts.key
        self._read()
        if self.desk is None:
            return
        self.facts_form.show_facts(self.desk.facts)
        self.settings_form.show_settings(self.desk)
        self.show_in(self.weeks, RecordSheet(self.school, WEEKS, self._weeks))
        self.days = RecordSheet(self.school, DAYS, self._days)
        self.show_in(self.days_pane, self.days)
        self.stack.setCurrentIndex([_FACTS, _SETTINGS, _WEEKS, _DAYS].index(part))
        for widget in (self.years, self.dates, self.next_year):
            widget.setVisible(part == _WEEKS)
        for widget in (self.add_day, self.remove_day):
            widget.setVisible(part == _DAYS)
        self._follow()

    @property
    def year(self) -> YearFacts | None:
        """The year that is chosen, as it is now."""
        chosen: YearFacts | None = self.years.currentData()
        years = self.desk.years if self.desk else ()
        if chosen is None:
            return year_on(years, self.today)
        same = (y for y in years if y.school_year_id == chosen.school_year_id)
        return next(same, None)

    def _weeks(self) -> tuple[WeekRow, ...]:
        desk = self.school.ask(school_desk, self.today)
        year = self.year
        if desk is None or year is None:
            return ()
        return week_rows(desk.plans[year.start_year], year.school_year_id, desk.days)

    def _days(self) -> tuple[DayOff, ...]:
        desk = self.school.ask(school_desk, self.today)
        return desk.days if desk else ()

    def _follow(self) -> None:
        day = self._day()
        why = "" if day else "Chưa có ngày nào trong bảng."
        if day and not day.given:
            why = "Ngày này theo lịch chung. Nếu vẫn học, ghi học bù vào cột bên."
        enable(self.remove_day, why)

    def _day(self) -> DayOff | None:
        at = self.days_pane.view.current[0]
        days = self.days.records if self.days else ()
        return days[at] if 0 <= at < len(days) else None

    # ---- acts

    def _facts_changed(self) -> None:
        self._read()
        self.tell("Đã ghi thông tin trường. Các sổ in lấy theo dòng mới.", GREEN)

    def _setting_changed(self, said: str) -> None:
        self.tell(f"Đã đổi thiết lập. {said}", GREEN)

    def _ask(self, dialog: Ask, said: str) -> None:
        if dialog.exec() == Ask.DialogCode.Accepted:
            self._read()
            self._show()
            self.tell(said, GREEN)

    def edit_dates(self) -> None:
        year = self.year
        if year is not None and self.desk is not None:
            plan = self.desk.plans[year.start_year]
            dialog = DatesDialog(self, self.school, year, plan)
            self._ask(dialog, f"Đã ghi các ngày của năm học {year.name}.")

    def add_year(self) -> None:
        """Plan the year after the newest one: 35 weeks, two terms, public holidays."""
        years = self.desk.years if self.desk else ()
        start = max((year.start_year for year in years), default=self.today.year - 1) + 1
        text = "35 tuần, hai học kì và các ngày lễ được lập sẵn; mọi điều đều sửa được sau."
        if ask(self, f"Thêm năm học {start}–{start + 1}?", "Thêm năm học", text=text):
            why = carried_out(self.school, PlanYear(plan=default_plan(start)))
            self._read()
            self._list_years()
            self._show()
            self.tell(why or f"Đã thêm năm học {start}–{start + 1}.", RED if why else GREEN)

    def give_day(self) -> None:
        self._ask(DayDialog(self, self.school, self.year), "Đã thêm ngày vào bảng.")

    def take_day_back(self) -> None:
        """Take a day that the school has given out of the table."""
        day = self._day()
        if day is not None and day.given:
            why = carried_out(self.school, GiveDayOff(day=day.day))
            self._show()
            self.tell(why or f"Đã bỏ ngày {day.day:%d/%m/%Y}.", RED if why else GREEN)
