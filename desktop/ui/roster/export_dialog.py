"""A class list, or that of the school, out to Excel in one of three layouts (regulations §9)."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from desktop.commands.access import LogAccess, Look
from desktop.exchange.roster_export import Exported, RosterLayout, export_roster
from desktop.queries.roster_export import RosterExport, roster_export
from desktop.rules.access import AccessKind
from desktop.rules.instants import school_day
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.gradebook.transfer import FILTER, with_suffix
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.words import label
from desktop.ui.roster.class_book import ClassBook

FOLDER: Final = "roster.export_folder"
_WITHOUT: Final = "Tệp không có gia đình, địa chỉ: thầy cô không xem các mục đó của lớp."
_LOGGED: Final = "Lần xuất này được ghi vào nhật kí xem dữ liệu nhạy cảm."
_NEEDS_CARE: Final = "Mẫu này cần quyền xem gia đình, địa chỉ của mọi lớp được chọn"
_NOBODY: Final = "Chưa có học sinh nào để xuất"


class ExportDialog(Ask):
    """Asks which layout, and of what; `told` says afterwards what was written."""

    def __init__(self, parent: QWidget, school: School, book: ClassBook | None) -> None:
        self._school, self._book = school, book
        self.told = ""
        self.layouts, self.reach = QComboBox(), QComboBox()
        for one in RosterLayout:
            self.layouts.addItem(one.label, one)
        if book is not None:
            self.reach.addItem(f"Lớp {book.facts.class_name}", book.class_id)
        self.reach.addItem("Mọi lớp tôi được xem", None)
        self._rosters: dict[int, RosterExport] = {}
        super().__init__(
            parent, "Xuất danh sách ra Excel?", "Chọn nơi lưu…", refuse=self._why_not,
            carry_out=self._export,
        )  # fmt: skip
        self.consequence = label("", "second", wrap=True)
        self.field("Mẫu", self.layouts)
        self.field("Danh sách", self.reach)
        self.fields.addWidget(self.consequence)
        for box in (self.layouts, self.reach):
            box.currentIndexChanged.connect(self._look)
        self._look()

    @property
    def layout_kind(self) -> RosterLayout:
        """Which file is made."""
        return RosterLayout(self.layouts.currentData())

    @property
    def roster(self) -> RosterExport:
        """What would go out; read once for each reach."""
        at = self.reach.currentIndex()
        if at not in self._rosters:
            today = school_day(self._school.now())
            chosen = self.reach.currentData()
            only = None if chosen is None else [chosen]
            self._rosters[at] = self._school.ask(roster_export, today, only)
        return self._rosters[at]

    @property
    def _is_sensitive(self) -> bool:
        return self.roster.with_care and self.layout_kind is not RosterLayout.NATIONAL

    def _look(self) -> None:
        care = _LOGGED if self._is_sensitive else ""
        if not self.roster.with_care and self.layout_kind is RosterLayout.SCHOOL:
            care = _WITHOUT
        self.consequence.setText(f"{self.roster.pupils} học sinh. {care}".strip())
        self.look_again()

    def _why_not(self) -> str:
        if not self.roster.pupils:
            return _NOBODY
        needs = self.layout_kind.needs_care and not self.roster.with_care
        return _NEEDS_CARE if needs else ""

    def _export(self) -> str:
        folder = Path(self._school.preference(FOLDER, str(Path.home())))
        usual = folder / f"{self._name()}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "Xuất danh sách", str(usual), FILTER)
        if not chosen:
            return "Chưa chọn nơi lưu nên chưa có tệp nào được ghi."
        return self.export_to(with_suffix(Path(chosen)))

    def _name(self) -> str:
        classes = self.roster.classes
        of = f"lớp {classes[0].name}" if len(classes) == 1 else "toàn trường"
        return f"Danh sách {of} {self.roster.year.replace('–', '-')}".strip()

    def export_to(self, path: Path) -> str:
        """Write the file and the look at it; says why not."""
        try:
            done = export_roster(self.roster, self.layout_kind, path)
            if self._is_sensitive:
                self._school.do(LogAccess(looks=(self._look_at(done),)))
        except Trouble as trouble:
            return trouble.sentence
        self._school.keep_preference(FOLDER, str(path.parent))
        notes = " ".join(done.notes)
        self.told = f"Đã xuất {done.pupils} học sinh vào tệp {path.name}. {notes}".strip()
        return ""

    def _look_at(self, done: Exported) -> Look:
        return Look(
            AccessKind.ROSTER_EXPORT, self._school.now(), class_id=self.reach.currentData(),
            count=done.pupils, note=self.layout_kind.label,
        )  # fmt: skip
