"""The card of one refused command: what it says, and which ways out it has."""

from dataclasses import replace
from typing import Final
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.commands.refusals import Choice
from desktop.queries.outbox import OutboxCell, OutboxLine
from desktop.ui.outbox.cards import RefusedCard
from desktop.ui.outbox.words import discard_question, item_second, item_title

ME: Final = "Nguyễn Thu Hà"
CELL: Final = OutboxCell(
    "Lê An", "ĐĐGgk", "để trống", "7,5", "7", "Cao Thị Thơm", 1_790_000_000_000_000
)
CLASH: Final = OutboxLine(
    UUID(int=1), "Nhập điểm", "Toán · 6A", 1_790_000_000_000_000, 1, (CELL,), "Ô này đã đổi",
    choices=(Choice.THEIRS, Choice.AGAIN, Choice.DISCARDED), averages=("7,8", "7,7"),
)  # fmt: skip


class Shown:
    """A card in its window, and what was chosen on it."""

    def __init__(self, qtbot: QtBot, line: OutboxLine) -> None:
        self.chosen: list[Choice] = []
        self.card = RefusedCard(line, ME, lambda _line, choice: self.chosen.append(choice))
        qtbot.addWidget(self.card)
        self.card.resize(700, 400)
        self.card.show()

    @property
    def words(self) -> str:
        return "\n".join(label.text() for label in self.card.findChildren(QLabel))

    @property
    def acts(self) -> list[str]:
        return [made.text() for made in self.card.findChildren(QPushButton)]

    def press(self, choice: Choice) -> None:
        made = self.card.buttons[choice]
        assert isinstance(made, QPushButton)
        made.click()


def test_two_values_with_names_times_and_what_follows_from_each(qtbot: QtBot) -> None:
    shown = Shown(qtbot, CLASH)
    assert shown.acts == ["Dùng giá trị của tôi: 7,5", "Giữ giá trị trong sổ: 7", "Bỏ…"]
    for words in (
        "ĐĐGgk · Toán · 6A · Lê An", "Cao Thị Thơm đã nhập cùng chỗ này trước.", ME,
        "ĐTBmhk thành 7,8", "ĐTBmhk thành 7,7", "trước đó: để trống",
    ):  # fmt: skip
        assert words in shown.words
    shown.press(Choice.THEIRS)
    assert shown.chosen == [Choice.THEIRS]


@pytest.mark.parametrize(
    ("who", "said"),
    [(ME, "chính thầy cô nhập trên máy khác"), ("", "Người khác đã nhập cùng chỗ này trước")],
)
def test_who_was_there_first(qtbot: QtBot, who: str, said: str) -> None:
    shown = Shown(qtbot, replace(CLASH, cells=(replace(CELL, who=who),)))
    assert said in shown.words


def test_a_clash_in_a_column_that_was_locked_since_offers_to_keep(qtbot: QtBot) -> None:
    choices = (Choice.THEIRS, Choice.KEPT, Choice.DISCARDED)
    shown = Shown(qtbot, replace(CLASH, choices=choices))
    assert shown.acts == ["Giữ lại để lập biên bản", "Giữ giá trị trong sổ: 7", "Bỏ…"]
    assert "chỉ còn ghi được bằng biên bản" in shown.words


def test_the_cells_of_a_column_are_told_one_by_one_and_the_rest_is_offered(qtbot: QtBot) -> None:
    cells = tuple(replace(CELL, pupil=f"Lê An {n}") for n in range(14))
    line = replace(CLASH, cells=cells, count=40, rest=26, choices=(Choice.REST, Choice.DISCARDED))
    shown = Shown(qtbot, line)
    assert shown.acts == ["Gửi 26 ô còn lại", "Bỏ…"]
    assert "Lê An 11" in shown.words
    assert "Lê An 12" not in shown.words
    assert "và 2 ô nữa" in shown.words


def test_an_incident_is_told_by_its_number(qtbot: QtBot) -> None:
    line = replace(CLASH, incident="123456789", choices=(Choice.AGAIN, Choice.DISCARDED))
    shown = Shown(qtbot, line)
    assert "Mã sự cố: 123456789" in shown.words
    assert shown.acts == ["Gửi lại: 7,5", "Bỏ…"]


def test_a_draft_waits_for_the_minutes_or_for_the_lock_to_be_lifted(qtbot: QtBot) -> None:
    draft = replace(CLASH, draft=True, averages=None, choices=(Choice.DISCARDED,))
    assert "giữ lại để lập biên bản" in Shown(qtbot, draft).words
    lifted = Shown(qtbot, replace(draft, choices=(Choice.AGAIN, Choice.DISCARDED)))
    assert "không còn khóa" in lifted.words
    assert lifted.acts == ["Gửi lại: 7,5", "Bỏ…"]


def test_a_command_without_cells_is_told_by_its_sentences(qtbot: QtBot) -> None:
    cell = OutboxCell("Lê An", "", "", "", reason="Em này đã chuyển lớp.")
    line = OutboxLine(
        UUID(int=2), "Cập nhật danh sách lớp", "lớp 6A", 1_790_000_000_000_000, cells=(cell,),
        reason="1 dòng chưa ghi được.", choices=(Choice.DISCARDED,),
    )  # fmt: skip
    shown = Shown(qtbot, line)
    assert "Em này đã chuyển lớp." in shown.words
    assert "gõ:" not in shown.words
    assert (item_title(line), item_second(line)[:22]) == (
        "lớp 6A · Lê An",
        "Cập nhật danh sách lớp",
    )
    assert "Cập nhật danh sách lớp · lớp 6A" in discard_question(line)[1]


def test_a_long_comment_stands_in_the_card_and_not_on_the_button(qtbot: QtBot) -> None:
    long = "Chăm học, tiến bộ rõ ở phần hình học, cần cẩn thận hơn khi tính toán."
    cell = replace(CELL, column="Nhận xét", new=long, stands="Chăm")
    shown = Shown(qtbot, replace(CLASH, cells=(cell,), averages=None))
    assert shown.acts == ["Dùng giá trị của tôi", "Giữ giá trị trong sổ: Chăm", "Bỏ…"]
    assert long in shown.words


def test_every_way_out_says_what_it_is_about(qtbot: QtBot) -> None:
    shown = Shown(qtbot, CLASH)
    assert shown.card.accessibleName().startswith("ĐĐGgk · Toán · 6A · Lê An")
    for made in shown.card.buttons.values():
        assert made.accessibleName()
        assert made.accessibleDescription() == "ĐĐGgk · Toán · 6A · Lê An"
