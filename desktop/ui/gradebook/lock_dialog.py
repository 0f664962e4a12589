"""Locking part of the books, and lifting a lock: the question says what is still missing."""

from typing import Final
from uuid import UUID

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.commands.command import Command, Refused
from desktop.commands.locks import LiftLock, LockBooks
from desktop.queries.lock_plan import NOT_YOURS, LockPlan, LockScope, lock_plan
from desktop.rules.instants import school_day
from desktop.rules.locks import LockKind, LockReach
from desktop.rules.permissions import SCHOOL, Capability, Role, may
from desktop.rules.terms import Term
from desktop.store.school import School
from desktop.store.trouble import Trouble
from desktop.ui.gradebook import lock_words
from desktop.ui.gradebook.lock_conflicts import UNDECIDED, ConflictsAhead
from desktop.ui.kit.ask import Ask
from desktop.ui.kit.buttons import Segments
from desktop.ui.kit.side_list import Item, SideList
from desktop.ui.kit.words import column, label, row

_WIDTH: Final = 620
_ROWS: Final = 5
_REACHES: Final = (
    (LockReach.SCHOOL.value, "Toàn trường"), (LockReach.GRADE.value, "Khối"),
    (LockReach.CLASS.value, "Lớp"), (LockReach.COURSE.value, "Lớp–môn"),
)  # fmt: skip


def may_lock(school: School) -> bool:
    """Whether the signed-in person may lock and lift locks."""
    return may(school.person, Capability.BOOK_LOCK, SCHOOL, school_day(school.now()))


def needs_decision(school: School) -> bool:
    """A data admin locks under a written decision of the principal's."""
    roles = school.person.roles_on(school_day(school.now()))
    return not roles & {Role.PRINCIPAL, Role.VICE_PRINCIPAL}


class LockDialog(Ask):
    """Chooses reach, term and kinds; figures follow each choice at once."""

    def __init__(
        self, parent: QWidget | None, school: School, school_year_id: UUID, term: Term,
        course_id: UUID | None = None, class_id: UUID | None = None,
    ) -> None:  # fmt: skip
        self._school, self._year = school, school_year_id
        self._plans: dict[Term, LockPlan] = {}
        self._term_now = term
        self.reason, self.decision = QLineEdit(), QLineEdit()
        self.reach = Segments(_REACHES, "Phạm vi khóa")
        self.which = QComboBox()
        self.term = QComboBox()
        self.hint = label("", "second")
        self.conflicts = ConflictsAhead()
        self.kinds = {kind: QCheckBox(_kind_words(kind)) for kind in LockKind}
        super().__init__(
            parent, "Khóa sổ?", "Khóa", text=" ", width=_WIDTH,
            refuse=self._why_not, carry_out=self._lock,
        )  # fmt: skip
        self._fields()
        self._start(course_id, class_id)

    @property
    def plan(self) -> LockPlan:
        """The term that is chosen, read once."""
        term = Term(self.term.currentData() or int(self._term_now))
        if term not in self._plans:
            today = school_day(self._school.now())
            self._plans[term] = self._school.ask(lock_plan, self._year, term, today)
        return self._plans[term]

    @property
    def scope(self) -> LockScope:
        reach, chosen = LockReach(self.reach.key), self.which.currentData()
        kinds = frozenset(kind for kind, box in self.kinds.items() if box.isChecked())
        grade = int(chosen) if reach is LockReach.GRADE and chosen else None
        by_id = reach in (LockReach.CLASS, LockReach.COURSE) and chosen
        return LockScope(
            Term(self.term.currentData()), reach, kinds, grade, UUID(chosen) if by_id else None
        )

    def _fields(self) -> None:
        for term in Term:
            self.term.addItem(lock_words.term_words(term), int(term))
        self.term.setCurrentIndex(self.term.findData(int(self._term_now)))
        for widget, name in (
            (self.which, "Khối, lớp hoặc lớp–môn"), (self.term, "Học kì"), (self.reason, "Lí do"),
            (self.decision, "Số quyết định"),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self.which.setMinimumWidth(140)
        self.decision.setPlaceholderText("12/QĐ-THCS")
        decision = "Số quyết định" if needs_decision(self._school) else "Số quyết định (nếu có)"
        self.fields.addWidget(label("Phạm vi", "label"))
        self.fields.addLayout(row(self.reach, self.which, None, self.term))
        self.fields.addWidget(label("Khóa những cột nào", "label"))
        self.fields.addLayout(row(*self.kinds.values(), None, gap=14))
        self.fields.addLayout(
            row(
                column(label("Lí do", "label"), self.reason, gap=4),
                column(label(decision, "label"), self.decision, gap=4),
                gap=12,
            )
        )
        self.fields.addWidget(self.conflicts)
        self.fields.addWidget(self.hint)
        self.conflicts.despite.toggled.connect(self.look_again)
        self.reach.chosen.connect(self._reach_chosen)
        self.term.activated.connect(lambda _at: self._figures())
        self.which.activated.connect(lambda _at: self._figures())
        self.reason.textChanged.connect(self.look_again)
        self.decision.textChanged.connect(self.look_again)
        for box in self.kinds.values():
            box.toggled.connect(lambda _on: self._figures())

    def _start(self, course_id: UUID | None, class_id: UUID | None) -> None:
        reach = LockReach.COURSE if course_id else LockReach.CLASS if class_id else LockReach.SCHOOL
        self.reach.choose(reach.value)
        self._list_which()
        chosen = course_id or class_id
        if chosen:
            self.which.setCurrentIndex(self.which.findData(str(chosen)))
        for kind in (LockKind.REGULAR, LockKind.MIDTERM, LockKind.FINAL, LockKind.COMMENT):
            self.kinds[kind].setChecked(True)
        self._figures()

    def _reach_chosen(self) -> None:
        self._list_which()
        self._figures()

    def _list_which(self) -> None:
        self.which.clear()
        reach, plan = LockReach(self.reach.key), self.plan
        if reach is LockReach.GRADE:
            for grade in plan.grades:
                self.which.addItem(f"Khối {grade}", str(grade))
        elif reach is LockReach.CLASS:
            for class_id, name in plan.classes.items():
                self.which.addItem(f"Lớp {name}", str(class_id))
        elif reach is LockReach.COURSE:
            for course in plan.courses:
                self.which.addItem(course.title, str(course.course_id))
        self.which.setVisible(reach is not LockReach.SCHOOL)

    def _figures(self) -> None:
        """Say what is still missing in what is chosen."""
        plan, scope = self.plan, self.scope
        conduct = self.kinds[LockKind.CONDUCT]
        conduct.setEnabled(scope.reach is not LockReach.COURSE)
        conduct.setToolTip(
            "" if conduct.isEnabled() else "Rèn luyện là của cả lớp, không của một lớp–môn"
        )
        if not conduct.isEnabled():
            conduct.setChecked(False)
        self.question.setText(lock_words.question(plan, scope))
        self.text.setText(lock_words.consequence(plan, scope))
        self.conflicts.show_conflicts(plan.conflicts_in(scope))
        self.act.setText(lock_words.act_words(plan, scope))
        self.act.setAccessibleName(self.act.text())
        self.look_again()
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """A dialog opens no higher than two thirds of a low screen: its words would overlap."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.totalHeightForWidth(max(self.width(), _WIDTH)))

    def look_again(self) -> None:
        super().look_again()
        self.hint.setText(self._why_not())

    def _why_not(self) -> str:
        if not may_lock(self._school):
            return NOT_YOURS
        if not any(box.isChecked() for box in self.kinds.values()):
            return "Chọn ít nhất một loại cột"
        if not self.reason.text().strip():
            return "Cần ghi lí do khóa"
        if needs_decision(self._school) and not self.decision.text().strip():
            return "Quản trị CSDL cần ghi số quyết định của hiệu trưởng"
        return UNDECIDED if self.conflicts.is_open else ""

    def _lock(self) -> str:
        scope = self.scope
        despite = bool(self.plan.conflicts_in(scope))
        why = _done(
            self._school,
            LockBooks(
                school_year_id=self._year, reach=scope.reach, term=scope.term,
                kinds=tuple(kind for kind in LockKind if kind in scope.kinds),
                reason=self.reason.text().strip(), grade=scope.grade, reach_id=scope.reach_id,
                decision=self.decision.text().strip(), despite_conflicts=despite,
            ),
        )  # fmt: skip
        if why:  # a conflict may have come since the dialog was opened
            self._plans.clear()
            self._figures()
        return why


class LiftDialog(Ask):
    """The locks in force; one is lifted with its reason."""

    def __init__(
        self, parent: QWidget | None, school: School, school_year_id: UUID, term: Term
    ) -> None:
        self._school = school
        today = school_day(school.now())
        self._plan = school.ask(lock_plan, school_year_id, term, today)
        self.list = SideList("Các lần khóa đang có hiệu lực", 0)
        self.reason, self.decision = QLineEdit(), QLineEdit()
        super().__init__(
            parent, "Mở khóa lần khóa nào?", "Mở khóa", width=_WIDTH,
            text="Giáo viên nhập và sửa lại được ngay sau khi mở. Lần khóa và lần mở đều được "
            "giữ trong nhật kí.",
            refuse=self._why_not, carry_out=self._lift,
        )  # fmt: skip
        self.list.setProperty("k", "framed")
        self.list.show_items(
            [
                Item(
                    lock.lock_id, lock_words.lock_title(self._plan, lock),
                    lock_words.lock_line(lock), "ri.lock-2-line",
                )
                for lock in self._plan.locks
            ]
        )  # fmt: skip
        self.list.setMinimumHeight(50 * max(1, min(_ROWS, len(self._plan.locks))) + 4)
        self.fields.addWidget(self.list, 1)
        decision = "Số quyết định" if needs_decision(school) else "Số quyết định (nếu có)"
        for widget, name in ((self.reason, "Lí do"), (self.decision, "Số quyết định")):
            widget.setAccessibleName(name)
            widget.textChanged.connect(self.look_again)
        self.fields.addLayout(
            row(
                column(label("Lí do", "label"), self.reason, gap=4),
                column(label(decision, "label"), self.decision, gap=4),
                gap=12,
            )
        )
        self.list.chosen.connect(lambda _key: self.look_again())
        if self._plan.locks:
            self.list.choose(self._plan.locks[0].lock_id)
        self.look_again()

    def _why_not(self) -> str:
        if self._plan.refusal:
            return self._plan.refusal
        if not self._plan.locks:
            return "Không có lần khóa nào đang có hiệu lực"
        if self.list.key is None:
            return "Chọn một lần khóa"
        if not self.reason.text().strip():
            return "Cần ghi lí do mở khóa"
        if needs_decision(self._school) and not self.decision.text().strip():
            return "Quản trị CSDL cần ghi số quyết định của hiệu trưởng"
        return ""

    def _lift(self) -> str:
        lock_id = self.list.key
        if not isinstance(lock_id, UUID):
            return "Chọn một lần khóa"
        reason, decision = self.reason.text().strip(), self.decision.text().strip()
        return _done(self._school, LiftLock(lock_id=lock_id, reason=reason, decision=decision))


def _kind_words(kind: LockKind) -> str:
    return kind.label[:1].upper() + kind.label[1:]


def _done(school: School, command: Command) -> str:
    try:
        school.do(command)
    except Refused as refused:
        return refused.message
    except Trouble as trouble:
        return trouble.sentence
    return ""


def ask_lock(
    parent: QWidget, school: School, school_year_id: UUID, term: Term,
    course_id: UUID | None = None, class_id: UUID | None = None,
) -> bool:  # fmt: skip
    """Ask what to lock; true when it was locked."""
    dialog = LockDialog(parent, school, school_year_id, term, course_id, class_id)
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done


def ask_lift(parent: QWidget, school: School, school_year_id: UUID, term: Term) -> bool:
    """Ask which lock to lift; true when it was lifted."""
    dialog = LiftDialog(parent, school, school_year_id, term)
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done
