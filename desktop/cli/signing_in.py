"""Opening a school from the command line: --as ACCOUNT, and the password from a prompt."""

import os
import sys
from argparse import Namespace
from getpass import getpass
from typing import Final

from desktop.store import clock
from desktop.store.keys import unlock
from desktop.store.school import School, open_school
from desktop.store.trouble import Trouble

PASSWORD: Final = "SO_TRUONG_PASSWORD"  # noqa: S105 - the variable's name
PASSPHRASE: Final = "SO_TRUONG_PASSPHRASE"  # noqa: S105 - as above


def signed_in(arguments: Namespace) -> School:
    """The school of --school as the person of --as; the caller closes it.

    Raises Trouble for a wrong password and whatever else keeps the file shut.
    """
    folder = arguments.school.resolve()
    password = secret(PASSWORD, f"Mật khẩu của {arguments.account}: ")
    unlocked = unlock(folder, arguments.account, password, clock.now())
    if unlocked.must_change:
        raise Trouble(
            "Tài khoản này đang dùng mật khẩu đầu tiên. Mở cửa sổ chương trình, đăng nhập và đổi "
            "mật khẩu một lần; sau đó lệnh này dùng được."
        )
    return open_school(folder, unlocked)


def secret(variable: str, question: str) -> str:
    """A password from the environment, else typed unseen; raises Trouble where nobody can type."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise Trouble(
            f"Chưa có mật khẩu nên chưa làm gì cả. Đặt mật khẩu vào biến môi trường {variable}, "
            "hoặc chạy lệnh này trong cửa sổ dòng lệnh để được hỏi."
        )
    return getpass(question)
