"""Instants are UTC microseconds; school days are dates in Viet Nam (UTC+7, no summer time)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: int) -> datetime:
    """The local date and time at a school of an instant in UTC microseconds."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(VIETNAM)


def instant(when: datetime) -> int:
    """UTC microseconds of an aware datetime."""
    return (when - EPOCH) // timedelta(microseconds=1)


def instant_of_day(day: date) -> int:
    """The instant with which a day begins at a school."""
    return instant(datetime.combine(day, time(), VIETNAM))


def school_day(at: int) -> date:
    """The date at school of an instant."""
    return moment(at).date()


def show_day(day: date | None) -> str:
    """dd/mm/yyyy, empty for None."""
    return day.strftime("%d/%m/%Y") if day else ""


def show_moment(at: int) -> str:
    """HH:MM ngày dd/mm/yyyy, as it is said in sentences."""
    return moment(at).strftime("%H:%M ngày %d/%m/%Y")
