"""The register of forms: what can be printed, on which paper, in which parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from desktop.printing import class_book, teacher_book
from desktop.printing.lists import class_list, contact_list, name_labels
from desktop.printing.options import BookOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3, A4, A4_LYING, Paper
from desktop.printing.roll_sheet import meals, sheets


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Form:
    """`pages` takes the form's own data (ClassBook, TeacherBook, …) and the options.

    `remembered`: its pages are known to be printed again when their data change; the others are
    working papers. `monthly`: months are chosen. `listed`: columns and titles are chosen.
    """

    key: str
    title: str
    subtitle: str
    papers: tuple[Paper, ...]
    parts: tuple[Part, ...]
    pages: Callable[[Any, BookOptions], list[Page]]
    remembered: bool = True
    monthly: bool = False
    listed: bool = False


CLASS_BOOK: Final = Form(
    "class-book",
    "Sổ theo dõi và đánh giá học sinh",
    "theo lớp học · Thông tư 22",
    (A3, A4),
    tuple(Part(*part) for part in class_book.PARTS),
    class_book.pages,
)
ROLL_SHEET: Final = Form(
    "roll-sheet",
    "Sổ gọi tên tháng",
    "trang tháng để kí và đóng vào sổ",
    (A3, A4),
    tuple(Part(*part) for part in sheets.PARTS),
    sheets.pages,
    monthly=True,
)
MEAL_ROLL: Final = Form(
    "meal-roll",
    "Sổ theo dõi bữa ăn tháng",
    "điểm danh và suất ăn",
    (A3, A4),
    tuple(Part(*part) for part in meals.PARTS),
    meals.pages,
    remembered=False,
    monthly=True,
)
CLASS_LIST: Final = Form(
    "class-list",
    "Danh sách lớp",
    "1–20 cột trống",
    (A4, A4_LYING),
    (Part("list", "Danh sách"),),
    class_list.pages,
    remembered=False,
    listed=True,
)
CONTACTS: Final = Form(
    "contacts",
    "Danh bạ phụ huynh",
    "điện thoại, địa chỉ",
    (A4_LYING,),
    (Part("list", "Danh bạ"),),
    contact_list.pages,
    remembered=False,
)
LABELS: Final = Form(
    "labels",
    "Nhãn tên",
    "3 × 8 nhãn trên giấy A4",
    (A4,),
    (Part("labels", "Nhãn"),),
    name_labels.pages,
    remembered=False,
)
TEACHER_BOOK: Final = Form(
    "teacher-book",
    "Sổ theo dõi và đánh giá học sinh",
    "của giáo viên",
    (A4,),
    tuple(Part(*part) for part in teacher_book.PARTS),
    teacher_book.pages,
)
FORMS: Final = {
    form.key: form
    for form in (
        CLASS_BOOK, ROLL_SHEET, MEAL_ROLL, CLASS_LIST, CONTACTS, LABELS, TEACHER_BOOK,
    )
}  # fmt: skip
