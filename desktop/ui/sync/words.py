"""The words of the status bar about the server: calm while all is well or the network is away."""

from dataclasses import dataclass
from typing import Final

from desktop.rules.instants import moment
from desktop.sync.worker import Contact, Doing, SyncState

CALM, AMBER, RED = "", "amber", "red"
WRONG_FROM: Final = 5  # minutes


@dataclass(frozen=True, slots=True)
class Segment:
    """Words, icon and tone of one button of the status bar; the tooltip says more."""

    words: str
    icon: str
    tone: str = CALM
    tip: str = ""


def waiting_segment(state: SyncState) -> Segment:
    """How many commands wait to be sent."""
    if not state.waiting:
        return Segment("Chờ gửi 0", "ri.upload-2-line", tip="Mọi việc đã gửi lên máy chủ")
    tip = f"{state.waiting} việc đã lưu trên máy này, chờ gửi lên máy chủ"
    return Segment(f"Chờ gửi {state.waiting}", "ri.upload-2-line", AMBER, tip)


def refused_segment(state: SyncState) -> Segment:
    """How many commands wait for a decision."""
    icon = "ri.error-warning-line"
    if not state.refused:
        return Segment("Cần xử lý 0", icon, tip="Không có việc nào cần thầy cô quyết định")
    tip = f"{state.refused} việc máy chủ chưa nhận, cần thầy cô quyết định"
    return Segment(f"Cần xử lý {state.refused}", icon, RED, tip)


_BY_CONTACT: Final = {
    Contact.BUSY: ("Máy chủ đang bận", "ri.time-line", CALM),
    Contact.NEEDS_PASSWORD: ("Cần mật khẩu để gửi tiếp", "ri.key-2-line", AMBER),
    Contact.MUST_UPDATE: ("Cần cập nhật chương trình", "ri.download-line", AMBER),
    Contact.SERVER_TOO_OLD: ("Máy chủ cần cập nhật", "ri.time-line", AMBER),
    Contact.REFUSED: ("Chưa đồng bộ được", "ri.error-warning-line", RED),
}


def link_segment(state: SyncState, now: int) -> Segment:
    """How things stand with the server; instants of another day are told with their date."""
    last = last_sync(state, now)
    tip = f"{state.sentence} {last}.".strip() if state.sentence else last
    if state.doing is Doing.UPDATING:
        return Segment("Đang cập nhật", "ri.refresh-line", tip=last)
    if state.contact is Contact.OFFLINE:
        since = f" từ {clock(state.since, now)}" if state.since else ""
        return Segment(f"Mất mạng{since}", "ri.wifi-off-line", tip=tip)
    known = _BY_CONTACT.get(state.contact)
    return Segment(*known, tip) if known else Segment(last, "ri.refresh-line", tip=last)


def last_sync(state: SyncState, now: int) -> str:
    """When the file last agreed with the server."""
    if state.last_sync is None:
        return "Chưa đồng bộ"
    return f"Đồng bộ lần cuối {clock(state.last_sync, now)}"


def skew(ahead: int) -> str:
    """Of a clock that is wrong; `ahead` are the microseconds by which the server's is ahead."""
    minutes = abs(ahead) // 60_000_000
    if minutes < WRONG_FROM:
        return ""
    days, hours = minutes // 1440, minutes // 60
    by = f"{days} ngày" if days else f"{hours} giờ" if hours else f"{minutes} phút"
    which = "chậm" if ahead > 0 else "nhanh"
    return (
        f"Đồng hồ máy này {which} {by} so với máy chủ. Hạn nhập và giờ ghi sổ tính theo máy chủ; "
        "chỉnh lại đồng hồ của máy này."
    )


def clock(at: int, now: int) -> str:
    """09:40, or 09:40 ngày 20/12 of another day."""
    when, today = moment(at), moment(now)
    if when.date() == today.date():
        return f"{when:%H:%M}"
    if when.year == today.year:
        return f"{when:%H:%M ngày %d/%m}"
    return f"{when:%H:%M ngày %d/%m/%Y}"
