"""Who can sign in to an open school: accounts opened, closed, and given a new first password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.commands.command import Code, Refused
from desktop.rules.instants import school_day
from desktop.rules.permissions import SCHOOL, Capability, Person, may
from desktop.store import keys
from desktop.store.keys import KeySlot, Label, NewAccount
from desktop.store.labels import labels_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from desktop.store.school import School
    from desktop.store.slots import KdfCost


def accounts(school: School) -> tuple[KeySlot, ...]:
    """Everybody who can sign in to this school on this computer."""
    return keys.people(school.folder)


def open_account(
    school: School, staff_id: UUID, first_password: str, cost: KdfCost | None = None
) -> None:
    """Let a member of staff sign in, under the account of the staff list.

    The password must be changed at the first sign-in. Raises Refused, AccountTaken, WeakPassword.
    """
    _require(school)
    label = school.ask(_label, staff_id, school_day(school.now()))
    person = NewAccount(staff_id, label.account, label.name, label.caption, first_password)
    keys.add_slots(school.folder, school.unlocked.file_key, (person,), school.now(), cost)


def reset_password(school: School, staff_id: UUID, first_password: str) -> None:
    """A new first password for who has forgotten theirs; it ends a wait and must be changed.

    Raises Refused, NoAccount, WeakPassword.
    """
    _require(school)
    account = next((p.account for p in accounts(school) if p.staff_id == staff_id), "")
    key = school.unlocked.file_key
    keys.reset_password(school.folder, key, account, first_password, school.now())


def close_account(school: School, staff_id: UUID) -> None:
    """Take the way in away; what the person has entered stays. Raises Refused, LastAccount."""
    _require(school)
    if staff_id == school.person.staff_id:
        raise Refused(
            Code.INVALID,
            "Tài khoản đang dùng để đăng nhập được giữ nguyên. "
            "Nhờ một người có quyền quản lý tài khoản khác đóng giúp.",
        )
    keys.remove_slot(school.folder, staff_id)


def _require(school: School) -> None:
    if not may(school.person, Capability.STAFF_EDIT, SCHOOL, school_day(school.now())):
        raise Refused(
            Code.NOT_PERMITTED,
            "Việc quản lý tài khoản cần hiệu trưởng hoặc quản trị CSDL. "
            "Các tài khoản giữ nguyên như cũ.",
        )


def _label(session: Session, _by: Person, staff_id: UUID, today: date) -> Label:
    found = labels_of(session, (staff_id,), today).get(staff_id)
    if found is None:
        raise Refused(
            Code.MISSING,
            "Người này không còn trong danh sách cán bộ nên chưa có tài khoản nào được mở. "
            "Thêm người ấy vào danh sách trước.",
        )
    return found
