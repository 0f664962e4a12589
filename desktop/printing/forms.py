"""The register of forms: what can be printed, on which paper, in which parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from desktop.printing import class_book, teacher_book
from desktop.printing.options import BookOptions
from desktop.printing.page import Page
from desktop.printing.paper import A3, A4, Paper


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Form:
    """`pages` takes the form's own data (ClassBook, TeacherBook) and the options."""

    key: str
    title: str
    subtitle: str
    papers: tuple[Paper, ...]
    parts: tuple[Part, ...]
    pages: Callable[[Any, BookOptions], list[Page]]


CLASS_BOOK: Final = Form(
    "class-book",
    "Sổ theo dõi và đánh giá học sinh",
    "theo lớp học · Thông tư 22",
    (A3, A4),
    tuple(Part(*part) for part in class_book.PARTS),
    class_book.pages,
)
TEACHER_BOOK: Final = Form(
    "teacher-book",
    "Sổ theo dõi và đánh giá học sinh",
    "của giáo viên",
    (A4,),
    tuple(Part(*part) for part in teacher_book.PARTS),
    teacher_book.pages,
)
FORMS: Final = {form.key: form for form in (CLASS_BOOK, TEACHER_BOOK)}
