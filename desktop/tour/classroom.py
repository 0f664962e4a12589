"""The homeroom teacher's class: a pupil's card, the roll of today by keys, the month, lists."""

from typing import Any

from PySide6.QtCore import Qt

from desktop.queries.attendance import roll_sheet
from desktop.queries.pupil_card import pupil_card
from desktop.queries.shelf import shelf
from desktop.rules.profile import ProfileField
from desktop.tour.entering import TEACHER
from desktop.tour.roster import OFFICE
from desktop.tour.stage import Stage
from desktop.ui.places import Destination

BORN_IN = "Buôn Đôn"


def open_page(stage: Stage, part: str = "") -> Any:
    """A page of the own class; returns it."""
    home = stage.memory["home"] = stage.ask(shelf, stage.today()).homeroom[0]
    tab = stage.tab("roster")
    stage.must(tab.go(Destination("roster", class_id=home.class_id, part=part)), "the class opens")
    return tab.page


def card(stage: Stage) -> None:
    """A pupil's card beside the list saves by field."""
    stage.sign_in(TEACHER)
    page = open_page(stage)
    page.view.go(3, 1)
    page.open_card()
    pane = page.card
    stage.must(pane.isVisible(), "the card opens beside the list")
    stage.picture("the-hoc-sinh", "Lớp học: thẻ học sinh mở bên danh sách, lưu từng mục")
    pane.go_to(ProfileField.BIRTH_PLACE)
    stage.type(BORN_IN)
    stage.press(Qt.Key.Key_Tab)
    found = stage.ask(pupil_card, pane.student_id, stage.today())
    stage.must(found.pupil.birth_place == BORN_IN, "the field is saved as soon as it is left")
    pane.turn(3)
    stage.picture("the-chuyen-can", "Thẻ học sinh: chuyên cần và điểm nhìn một chỗ")
    pane.close_card()


def roll_of_today(stage: Stage) -> None:
    """The absent are typed by number; Enter in the empty field: all others were there."""
    page = open_page(stage, "roll")
    today = page.today
    stage.must(today.entry.hasFocus(), "the keyboard is where the absent are typed")
    for number, letter in (("5", "p"), ("12", "k"), ("30", "m")):
        stage.enter(number)
        stage.type(letter)
    stage.picture("diem-danh-hom-nay", "Điểm danh hôm nay: gõ số thứ tự, rồi P, K hoặc M")
    stage.press(Qt.Key.Key_Return)
    home, day = stage.memory["home"], stage.today()
    sheet = stage.ask(roll_sheet, home.class_id, day, day)
    absent = sum(bool(line.cells) for line in sheet.lines)
    stage.must(absent == 3, f"three cells are written, not {absent}")  # noqa: PLR2004 - typed above
    stage.must(all(roll.taken for roll in sheet.rolls.values()), "the roll is taken")
    stage.picture("da-diem-danh", "Đã điểm danh: ai vắng, còn lại có mặt; hoàn tác được")


def roll_of_month(stage: Stage) -> None:
    """Days and pupils: only absences are written."""
    page = open_page(stage, "roll_month")
    stage.must(page.part.view.hasFocus(), "the keyboard is in the grid")
    stage.picture("diem-danh-thang", "Điểm danh tháng: ô trống là có mặt, tổng TS, P, K bên phải")
    stage.window.choose_theme("dark")
    stage.picture("toi-diem-danh-thang", "Giao diện tối: điểm danh tháng")
    stage.window.choose_theme("light")


def looked_after(stage: Stage) -> None:
    """Who was away often, or for days on end."""
    open_page(stage, "roll_lists")
    stage.picture("can-chu-y", "Cần chú ý: chưa điểm danh, nghỉ nhiều ngày liền, nghỉ nhiều nhất")


def moves(stage: Stage) -> None:
    """Who came, left or changed the class, with what is still missing."""
    stage.sign_in(OFFICE)
    tab = stage.tab("roster")
    place = Destination("roster", class_id=stage.memory["home"].class_id, part="moves")
    stage.must(tab.go(place), "the register of moves opens")
    stage.picture("chuyen-den-chuyen-di", "Chuyển đến, chuyển đi: mỗi lần một dòng, còn thiếu gì")


def consents(stage: Stage) -> None:
    """What parents agreed to; not asked is not agreed."""
    tab = stage.tab("roster")
    place = Destination("roster", class_id=stage.memory["home"].class_id, part="consents")
    stage.must(tab.go(place), "the register of consents opens")
    stage.picture("dong-y-cua-phu-huynh", "Đồng ý của phụ huynh: từng em, từng mục đích")
