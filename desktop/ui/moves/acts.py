"""What is done on the page of transfers: the questions asked, and what is said afterwards."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtWidgets import QCheckBox

from desktop.commands.papers import KeepPaper
from desktop.commands.take_back import TakeBackTransfer
from desktop.commands.transfers import TickItems
from desktop.queries.moves_frame import MovesFrame
from desktop.queries.transfers import TransferLine
from desktop.rules.transfers import Item, TransferKind
from desktop.ui.acts import Act
from desktop.ui.card.opening import open_paper
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.notice import AMBER, GREEN, RED
from desktop.ui.moves.bring_in import BringInDialog
from desktop.ui.moves.come import ComeForm
from desktop.ui.moves.form import MoveForm
from desktop.ui.moves.leave import LeaveForm
from desktop.ui.moves.papers import PapersField
from desktop.ui.moves.within import MoveToForm, ReturnForm
from desktop.ui.promotion.dialog import PromotionDialog

if TYPE_CHECKING:
    from desktop.ui.moves.page import MovesPage

_ONE_CLASS: Final = "Chọn một lớp ở góc trên bên phải trước"
_RECORD: Final = "Giáo viên chủ nhiệm và văn phòng ghi việc này"
_OFFICE: Final = "Văn phòng, quản trị CSDL ghi việc này"
_LINE: Final = "Chọn một dòng của danh sách trước"
_BY_LIST: Final = "Dòng này chỉ có trong danh sách lớp: sửa ở thẻ Danh sách"


class MovesActs:
    """Acts of the page that shows the list."""

    def __init__(self, page: "MovesPage") -> None:
        self._page = page

    # ---- what is asked

    def come(self) -> None:
        """A new pupil; then the marks of the former school."""
        frame = self._frame("may_record")
        if frame is None:
            return
        form = ComeForm(self._page, self._page.book, frame)
        if not self._run(form):
            return
        added, name = form.added, form.full_name.text().strip()
        said = f"Đã tiếp nhận {name} vào lớp {frame.class_name}."
        if frame.may_bring_in:
            self._page.tell(said, GREEN, "Nhập điểm trường cũ", lambda: self.bring_in(added))
        else:
            self._page.tell(f"{said} Điểm trường cũ do văn phòng nhập.", GREEN)

    def leave(self, kind: TransferKind = TransferKind.OUT) -> None:
        frame = self._frame("may_record")
        if frame is not None:
            self._recorded(LeaveForm(self._page, self._page.book, frame, self._pupil(frame), kind))

    def drop_out(self) -> None:
        self.leave(TransferKind.DROP_OUT)

    def back(self) -> None:
        frame = self._frame("may_record")
        if frame is not None:
            self._recorded(ReturnForm(self._page, self._page.book, frame, self._pupil(frame)))

    def move(self) -> None:
        frame = self._frame("may_move")
        if frame is not None:
            self._recorded(MoveToForm(self._page, self._page.book, frame, self._pupil(frame)))

    def bring_in(self, student_id: UUID | None = None) -> None:
        """The grid of brought-in marks."""
        page = self._page
        frame = self._frame("may_bring_in")
        if frame is None:
            return
        page.book.reload()
        frame = page.book.frame or frame
        dialog = BringInDialog(page, page.book, frame, student_id or self._pupil(frame))
        dialog.exec()
        dialog.deleteLater()
        page.look_again()

    def promote(self) -> None:
        """The whole class goes on to the next year."""
        page = self._page
        frame = self._frame("may_move")
        if frame is None:
            return
        dialog = PromotionDialog(page, page.book.school, frame.class_id)
        done = dialog.exec() == PromotionDialog.DialogCode.Accepted
        if done and dialog.done_by is not None:
            page.book.steps.add(f"cho lớp {frame.class_name} lên năm học mới", dialog.done_by)
            page.written(dialog.told)
        dialog.deleteLater()

    def hand_out(self) -> None:
        """All data of the current pupil for the parents."""
        page = self._page
        at = page.chosen_pupil
        if at is not None:
            page.files.ask(*at)

    # ---- about a line

    def take_back(self) -> None:
        """The last event of a pupil, as if it had not been recorded."""
        page, line = self._page, self._page.current
        if line is None or line.transfer_id is None:
            return
        command = TakeBackTransfer(
            class_id=line.class_id, student_id=line.student_id, transfer_id=line.transfer_id
        )
        said = f"Hủy lần ghi {line.kind.label.lower()} của {line.full_name}?"
        dialog = Ask(
            page, said, "Hủy lần ghi", danger=True,
            text="Chỉ dùng khi ghi nhầm: sổ trở lại như trước khi ghi, giấy tờ đính kèm lần này "
            "cũng được bỏ. Việc hủy không hoàn tác được.",
            carry_out=lambda: page.book.do_for_good(command),
        )  # fmt: skip
        if self._run(dialog):
            page.told_written(
                f"Đã hủy lần ghi {line.kind.label.lower()} của {line.full_name}.", undo=False
            )

    def attach(self) -> None:
        """Scans that came later."""
        page, line = self._page, self._page.current
        if line is None or line.transfer_id is None:
            return
        field = PapersField(page.book.school)
        dialog = Ask(
            page, f"Đính kèm giấy tờ {line.kind.label.lower()} của {line.full_name}?", "Đính kèm",
            refuse=lambda: "" if field.papers else "Chưa chọn bản chụp nào",
            carry_out=lambda: self._attached(line, field),
        )  # fmt: skip
        dialog.fields.addWidget(field)
        field.refused.connect(dialog.tell)
        field.taken.connect(lambda: dialog.tell(""))
        field.taken.connect(dialog.look_again)
        if self._run(dialog):
            page.told_written(f"Đã đính kèm giấy tờ của {line.full_name}.", undo=False)

    def _attached(self, line: TransferLine, field: PapersField) -> str:
        for paper in field.papers:
            command = KeepPaper(
                class_id=line.class_id, student_id=line.student_id, paper=paper,
                about="transfer", about_id=line.transfer_id,
            )  # fmt: skip
            why = self._page.book.do(command, f"đính kèm {paper.title}")
            if why:
                return why
        return ""

    def tick(self) -> None:
        """What was given back after the pupil had left."""
        page, line = self._page, self._page.current
        if line is None or line.transfer_id is None or not line.kind.leaves_school:
            return
        boxes = {item: QCheckBox(item.label) for item in Item}
        event_id = line.transfer_id

        def save() -> str:
            ticked = tuple(item for item, box in boxes.items() if box.isChecked())
            command = TickItems(
                class_id=line.class_id, student_id=line.student_id, transfer_id=event_id,
                returned=ticked, seen=line.returned,
            )  # fmt: skip
            return page.book.do(command, f"ghi bảng kiểm của {line.full_name}")

        dialog = Ask(page, f"{line.full_name} đã trả, đã nhận những gì?", "Lưu bảng kiểm",
                     carry_out=save)  # fmt: skip
        for item, box in boxes.items():
            box.setChecked(item in line.returned)
            dialog.fields.addWidget(box)
        if self._run(dialog):
            page.told_written(f"Đã ghi bảng kiểm của {line.full_name}.")

    def open_papers(self) -> None:
        """One after the other."""
        page, line = self._page, self._page.current
        if line is None:
            return
        for paper in line.papers:
            why = open_paper(page, page.book.school, paper, line.student_id, line.class_id)
            if why:
                page.tell(why, RED)
                return

    # ---- how

    def _frame(self, right: str) -> MovesFrame | None:
        frame = self._page.book.frame
        if frame is None or not getattr(frame, right):
            self._page.tell(f"{self._reason(right)}.", AMBER)
            return None
        return frame

    def _reason(self, right: str) -> str:
        frame = self._page.book.frame
        if frame is None:
            return _ONE_CLASS
        return "" if getattr(frame, right) else _RECORD if right == "may_record" else _OFFICE

    def _pupil(self, frame: MovesFrame) -> UUID | None:
        wanted = self._page.chosen_pupil
        return wanted[0] if wanted and frame.pupil(wanted[0]) else None

    def _run(self, dialog: Ask) -> bool:
        done = dialog.exec() == Ask.DialogCode.Accepted
        dialog.deleteLater()
        if done:
            self._page.look_again()
            self._page.saved.emit()
            self._page.changed.emit()
        self._page.view.setFocus()
        return done

    def _recorded(self, form: MoveForm) -> None:
        if self._run(form):
            self._page.told_written(f"Đã {form.what}.")

    # ---- for menus, the palette and the page of keys

    def of_class(self) -> list[Act]:
        """What is recorded of a pupil of the class."""
        record, office = self._reason("may_record"), self._reason("may_move")
        return [
            Act("Tiếp nhận học sinh…", self.come, "Ctrl+Shift+N", record),
            Act("Ghi chuyển đi…", self.leave, "Ctrl+Shift+D", record),
            Act("Ghi thôi học…", self.drop_out, reason=record),
            Act("Ghi học lại…", self.back, reason=record),
            Act("Chuyển lớp…", self.move, reason=office),
            Act("Nhập điểm trường cũ…", self.bring_in, reason=self._reason("may_bring_in")),
            Act("Cho lớp lên năm học mới…", self.promote, reason=office),
        ]

    def of_line(self) -> list[Act]:
        """What is done with the current line."""
        line, page = self._page.current, self._page
        none = "" if line else _LINE
        event = none or ("" if line and line.transfer_id else _BY_LIST)
        last = event or (
            "" if line and line.may_take_back else "Chỉ hủy được lần ghi gần nhất của em"
        )
        papers = none or ("" if line and line.papers else "Dòng này chưa có giấy tờ nào")
        leaving = event or (
            "" if line and line.kind.leaves_school else "Chỉ dành cho em chuyển đi, thôi học"
        )
        export = "" if page.may_export else "Giáo viên chủ nhiệm, văn phòng, hiệu trưởng xuất"
        who = page.chosen_pupil[1] if page.chosen_pupil else "học sinh"
        return [
            Act("Mở giấy tờ của dòng này", self.open_papers, "Ctrl+O", papers),
            Act("Đính kèm giấy tờ vào dòng này…", self.attach, reason=event),
            Act("Ghi bảng kiểm của dòng này…", self.tick, reason=leaving),
            Act("Hủy lần ghi này…", self.take_back, reason=last),
            Act(f"Xuất dữ liệu của {who} cho gia đình…", self.hand_out, reason=none or export),
        ]

    def all(self) -> list[Act]:
        return [*self.of_class(), *self.of_line()]
