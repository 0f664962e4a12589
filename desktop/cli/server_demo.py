"""`demo --with-server`: the demonstration school with server and two computers, then serving."""

import sys
from argparse import Namespace
from pathlib import Path

from desktop.cli.demo import plan_of, progress
from desktop.cli.outcome import Report
from desktop.cli.stopping import stoppable
from desktop.demo.accounts import PASSWORD
from desktop.demo.with_server import DemoServer, make_demo_with_server
from desktop.sync.connection_code import show_code
from desktop.sync.server.serve import serve


def run(arguments: Namespace) -> Report:
    with stoppable():
        made = make_demo_with_server(arguments.folder.resolve(), plan_of(arguments), progress)
    report = _report(made)
    if arguments.no_serve:
        return report
    _serve(made, report)
    ended = "Máy chủ đã dừng; mọi việc đang làm dở đã làm xong."
    return Report(lines=(ended,), data=report.data)


def _serve(made: DemoServer, report: Report) -> None:
    """What is to be known is told before, on stderr; stdout gets the report at the end."""
    settings = made.premises.settings

    def ready(address: str) -> None:
        told = (*report.lines, "", f"Máy chủ đang chạy ở {address}; dừng bằng Ctrl+C.")
        print("\n".join(told), file=sys.stderr, flush=True)

    serve(made.premises, settings.listen, settings.port, 1, ready)


def _report(made: DemoServer) -> Report:
    width = max(len(one.account) for one in made.accounts)
    code = show_code(made.code)
    return Report(
        lines=(
            f"Máy chủ của trường minh họa nằm ở {made.premises.folder}",
            f"Mã kết nối: {code}",
            f"Mật khẩu của mọi tài khoản: {PASSWORD}",
            "",
            *(f"{one.account:<{width}}  {one.name} · {one.caption}" for one in made.accounts),
            "",
            "Sổ trên từng máy mở bằng lệnh dưới đây, không có máy chủ vẫn mở được:",
            *(
                f"{_command(one.folder)}  (đã có sổ của {', '.join(one.accounts)})"
                for one in made.computers
            ),
            _meeting(made),
            f"Chạy lại máy chủ: python -m desktop server serve {_quoted(made.premises.folder)}",
        ),
        data={
            "server": str(made.premises.folder),
            "address": made.code.address,
            "connection_code": code,
            "password": PASSWORD,
            "accounts": [
                {"account": one.account, "name": one.name, "caption": one.caption}
                for one in made.accounts
            ],
            "computers": [
                {"folder": str(one.folder), "accounts": list(one.accounts)}
                for one in made.computers
            ],
        },
    )


def _meeting(made: DemoServer) -> str:
    """Who can get into each other's way, and how."""
    people = made.roles
    return (
        f"{people.teacher} và {people.sharing} cùng dạy một lớp–môn: cùng sửa một ô khi mất mạng "
        f"thì ô ấy vào Cần xử lý. {people.vice} khóa được sổ."
    )


def _command(folder: Path) -> str:
    return f"python -m desktop --school {_quoted(folder)}"


def _quoted(folder: Path) -> str:
    return f'"{folder}"' if " " in str(folder) else str(folder)
