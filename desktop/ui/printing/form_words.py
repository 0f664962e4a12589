"""How each form is called in the tab, in which group it stands, and its picture."""

from datetime import date
from typing import Final, NamedTuple

from desktop.printing.forms import (
    CLASS_BOOK,
    CLASS_LIST,
    CONTACTS,
    LABELS,
    MEAL_ROLL,
    ROLL_SHEET,
    TEACHER_BOOK,
    Form,
)
from desktop.queries.printable import Printable
from desktop.ui.kit.side_list import Item
from desktop.ui.printing.choice import all_owners, usual_month


class FormWords(NamedTuple):
    """Title, second line and icon of a form in the list."""

    title: str
    second: str
    icon: str


WORDS: Final = {
    CLASS_BOOK.key: FormWords("Sổ theo dõi và đánh giá", CLASS_BOOK.subtitle, "ri.book-2-line"),
    ROLL_SHEET.key: FormWords("Sổ gọi tên tháng", "A3 hoặc A4, để kí", "ri.calendar-check-line"),
    MEAL_ROLL.key: FormWords("Điểm danh và suất ăn", "lớp có bữa ăn", "ri.restaurant-line"),
    CLASS_LIST.key: FormWords("Danh sách lớp", CLASS_LIST.subtitle, "ri.list-unordered"),
    CONTACTS.key: FormWords("Danh bạ phụ huynh", CONTACTS.subtitle, "ri.contacts-book-line"),
    LABELS.key: FormWords("Nhãn tên", "3 × 8 nhãn, giấy A4", "ri.price-tag-3-line"),
    TEACHER_BOOK.key: FormWords("Sổ của giáo viên", "trống hoặc đã có điểm", "ri.book-read-line"),
}
GROUPS: Final[tuple[tuple[str, tuple[Form, ...]], ...]] = (
    ("Sổ của lớp", (CLASS_BOOK, ROLL_SHEET, MEAL_ROLL)),
    ("Sổ của giáo viên", (TEACHER_BOOK,)),
    ("Danh sách", (CLASS_LIST, CONTACTS, LABELS)),
)


def items_of(books: Printable, today: date) -> list[Item]:
    """The list of forms, with those of which the person may print something."""
    items: list[Item] = []
    for caption, forms in GROUPS:
        offered = [form for form in forms if all_owners(form, books)]
        if offered:
            items.append(Item(None, caption))
        for form in offered:
            title, second, icon = WORDS[form.key]
            if form is ROLL_SHEET:
                second = _month_words(usual_month(books, today))
            items.append(Item(form.key, title, second, icon))
    return items


def _month_words(key: str) -> str:
    """12/2026: the month whose sheets are printed now."""
    return "/".join(str(int(part)) for part in reversed(key.split("-")))
