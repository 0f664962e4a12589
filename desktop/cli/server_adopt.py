"""`server adopt`: a school that began on one computer moves to the server, with all it has."""

import sys
from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.server_code import code_of
from desktop.cli.signing_in import signed_in
from desktop.commands.command import Code, Refused
from desktop.moving import adopt_file
from desktop.rules.instants import school_day
from desktop.rules.permissions import SCHOOL, Capability, may
from desktop.store import clock
from desktop.store.moved import Moved, mark_moved
from desktop.store.school import School
from desktop.store.slots import DATABASE
from desktop.sync.connection_code import show_code
from desktop.sync.server.opening import open_server


def run(arguments: Namespace) -> Report:
    with signed_in(arguments) as school:
        _require_right(school)
        folder, file_key = school.folder, school.unlocked.file_key
    with open_server(arguments.folder.resolve()) as server:
        adopted = adopt_file(server, folder, file_key, arguments.code, progress=_tell)
        code = show_code(code_of(server.premises, adopted.place.code))
        moved = Moved(server.premises.public_address, clock.now())
    mark_moved(folder / DATABASE, file_key, moved)
    width = max(map(len, adopted.passwords))
    return Report(
        lines=(
            f"Đã chuyển {adopted.place.name} lên máy chủ: {adopted.rows} dòng và toàn bộ nhật kí",
            f"Mã kết nối: {code}",
            "Mật khẩu đầu tiên của từng người (phải đổi ở lần đăng nhập đầu):",
            *(f"{account:<{width}}  {word}" for account, word in adopted.passwords.items()),
        ),
        data={
            "school": adopted.place.name,
            "code": adopted.place.code,
            "rows": adopted.rows,
            "connection_code": code,
            "first_passwords": adopted.passwords,
        },
    )


def _require_right(school: School) -> None:
    if not may(school.person, Capability.STAFF_EDIT, SCHOOL, school_day(school.now())):
        raise Refused(
            Code.NOT_PERMITTED,
            "Việc chuyển trường lên máy chủ cần hiệu trưởng hoặc quản trị CSDL. "
            "Tệp của trường và máy chủ giữ nguyên như cũ.",
        )


def _tell(rows: int) -> None:
    print(f"… {rows} dòng", file=sys.stderr, flush=True)
