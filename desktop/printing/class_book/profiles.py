"""Profile pages of the class book (Sơ yếu lí lịch học sinh): two facing sides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from desktop.printing.class_book.lines import NUMBER_HEAD, Cells, movement, pupil_leaves
from desktop.printing.fitting import Style
from desktop.printing.grid import Head
from desktop.printing.leaf import Layout, Leaf, side_of
from desktop.printing.options import BookOptions
from desktop.printing.page import Draft, sheet
from desktop.queries.class_book import BookPupil, ClassBook, PupilParent

_SMALL: Final = Style(8, 6.5, align="left", lines=3, inset=0.6)
_CENTRE: Final = Style(8, 6.5, lines=2, inset=0.4)
_LEFT_HEADS: Final = (
    NUMBER_HEAD,
    Head("Họ và tên\nhọc sinh", 39, style=Style(8.5, 7.5, align="left", inset=0.8)),
    Head("Ngày, tháng,\nnăm sinh", 18, style=_CENTRE),
    Head("Nơi sinh", 27, style=_SMALL),
    Head("Nam/\nnữ", 9, style=_CENTRE),
    Head("Dân tộc", 14, style=_CENTRE),
    Head("Đối tượng\nưu tiên", 20, style=_SMALL),
    Head("Địa chỉ gia đình", 45, style=_SMALL),
)
_PARENT: Final = "nghề nghiệp,\nđiện thoại, email"
_RIGHT_HEADS: Final = (
    NUMBER_HEAD,
    Head(f"Họ và tên cha, {_PARENT}\n(hoặc người giám hộ)", 60, style=_SMALL),
    Head(f"Họ và tên mẹ, {_PARENT}\n(hoặc người giám hộ)", 60, style=_SMALL),
    Head("Những thay đổi cần chú ý\ntrong năm học (gia đình,\nsức khỏe, nơi ở…)", 48, style=_SMALL),
)
_TITLE: Final = "SƠ YẾU LÍ LỊCH HỌC SINH"


def profile_pages(book: ClassBook, options: BookOptions) -> Iterator[Draft]:
    left = pupil_leaves(book.pupils, _leaf(_TITLE, _LEFT_HEADS), _left_cells)
    right = pupil_leaves(book.pupils, _leaf(f"{_TITLE} (tiếp)", _RIGHT_HEADS), _right_cells)
    for number, pair in enumerate(zip(left, right, strict=True), 1):
        sides = (side_of(pair[0]), side_of(_unstruck(pair[1])))
        suffix = f"/{number}" if number > 1 else ""
        if options.sides > 1:
            yield sheet(f"profile{suffix}", "Sơ yếu lí lịch học sinh", "profiles", sides)
            continue
        for half, side in zip(("left", "right"), sides, strict=True):
            title = f"Sơ yếu lí lịch học sinh, trang {'trái' if half == 'left' else 'phải'}"
            yield sheet(f"profile-{half}{suffix}", title, "profiles", (side,))


def _leaf(title: str, heads: tuple[Head, ...]) -> Leaf:
    layout = Layout(heads, 1, (14,), tallest_row=7, notes=0, foot_height=2)
    return Leaf(title, layout, ())


def _unstruck(leaf: Leaf) -> Leaf:
    """The facing side has no name that could be struck; its first column is the father's."""
    return replace(leaf, rows=tuple(row._replace(struck=False) for row in leaf.rows))


def _left_cells(pupil: BookPupil) -> Cells:
    born = f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else ""
    return (
        pupil.name,
        born,
        pupil.birth_place,
        pupil.sex,
        pupil.ethnicity,
        pupil.priority_group,
        pupil.address,
    )


def _right_cells(pupil: BookPupil) -> Cells:
    parents = [parent_line(pupil.father), parent_line(pupil.mother)]
    came = movement(pupil, None, None)
    if pupil.came_from and pupil.left_on is None:
        came = f"{came}, từ {pupil.came_from}"
    changes = [pupil.changes, came]
    guardian = parent_line(pupil.guardian)
    if guardian:
        guardian = f"Giám hộ: {guardian}"
        if "" in parents:
            parents[parents.index("")] = guardian
        else:
            changes.insert(0, guardian)
    return (*parents, "; ".join(change for change in changes if change))


def parent_line(parent: PupilParent) -> str:
    parts = (parent.name, parent.occupation, parent.phone, parent.email)
    return ", ".join(part for part in parts if part)
