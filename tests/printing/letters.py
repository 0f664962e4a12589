"""Letters about a made-up pupil: of three sessions, and of as many days as one likes."""

from dataclasses import replace
from datetime import date, timedelta

from desktop.queries.absence_letter import AbsenceLetter, Missed
from desktop.queries.class_book import BookHeading
from desktop.rules.attendance import AbsenceMark, DayPart, Nearness, Sums

MONDAY = date(2026, 11, 23)
MISSED = (
    Missed(date(2026, 11, 19), DayPart.MORNING, AbsenceMark.EXCUSED, "ốm, có giấy của bác sĩ"),
    Missed(date(2026, 11, 20), DayPart.MORNING, AbsenceMark.UNEXCUSED),
    Missed(MONDAY, DayPart.AFTERNOON, AbsenceMark.LATE, "14h10"),
)
LETTER = AbsenceLetter(
    heading=BookHeading("UBND xã Hoa Sen", "Trường THCS Hoa Sen", "Hoa Sen", "Thái Bình"),
    class_name="6A",
    grade=6,
    full_name="Nguyễn Hoài An",
    homeroom=("Nguyễn Thị Thu Hà",),
    first=date(2026, 11, 16),
    last=MONDAY,
    missed=MISSED,
    year=Sums(1, 4, 1),
    written_on=MONDAY,
)
EVERY_DAY = tuple(
    Missed(date(2026, 9, 7) + timedelta(days=n), DayPart.MORNING, AbsenceMark.EXCUSED, "lí do " * 6)
    for n in range(46)
)


def long_letter(days: int) -> AbsenceLetter:
    """Of somebody who has missed more than is allowed."""
    return replace(LETTER, missed=EVERY_DAY[:days], near=Nearness.OVER, year=Sums(46))
