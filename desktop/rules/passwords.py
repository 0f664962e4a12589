"""What a password must be, how names of accounts compare, and how long who guesses has to wait."""

import unicodedata
from typing import Final

from desktop.rules.trouble import Trouble

MIN_PASSWORD: Final = 8
FREE_TRIES: Final = 5
WAITS: Final = (30, 60, 120, 300, 900)  # seconds, from the last free try on


class WeakPassword(Trouble):
    """A new password that breaks the policy; the sentence says which part."""


def same_account(account: str) -> str:
    """The form in which two accounts are compared."""
    return unicodedata.normalize("NFC", account).strip().casefold()


def check_password(account: str, new: str, old: str | None = None) -> None:
    """At least 8 characters, neither the account nor the old password; raises WeakPassword."""
    kept = "Mật khẩu cũ vẫn dùng được. " if old is not None else ""
    if len(new) < MIN_PASSWORD:
        problem = f"Mật khẩu mới có {len(new)} kí tự, cần ít nhất {MIN_PASSWORD}. "
    elif same_account(new) == same_account(account):
        problem = "Mật khẩu mới trùng với tên tài khoản nên dễ bị đoán ra. "
    elif new == old:
        problem = "Mật khẩu mới trùng với mật khẩu cũ. "
    else:
        return
    raise WeakPassword(f"{problem}{kept}Chọn một mật khẩu khác.")


def wait_after(wrong_tries: int, free_tries: int = FREE_TRIES) -> int:
    """Seconds to wait after that many wrong tries in a row."""
    if wrong_tries < free_tries:
        return 0
    return WAITS[min(wrong_tries - free_tries, len(WAITS) - 1)]
