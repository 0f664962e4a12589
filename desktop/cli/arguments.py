"""What can be written on the command line."""

import argparse
import sys
from pathlib import Path
from typing import Final, NoReturn

from desktop import __version__
from desktop.cli.server_arguments import add_server

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
WINDOW: Final = "window"


_PRINTED = (
    "class-book", "roll-sheet", "meal-roll", "class-list", "contacts", "labels", "teacher-book",
)  # fmt: skip


class Parser(argparse.ArgumentParser):
    """An argument parser that answers wrong usage in Vietnamese."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(
            WRONG_USAGE,
            f"Câu lệnh chưa đúng ({message}). Chưa làm gì cả; xem cách dùng: {self.prog} --help\n",
        )


def parser() -> Parser:
    """The whole command line; `job` is the module of this folder that does the work."""
    top = Parser(
        prog="python -m desktop",
        description="Sổ Trường. Không có lệnh nào: mở cửa sổ chương trình.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"Sổ Trường {__version__}")
    top.add_argument(
        "--school", type=Path, metavar="DIR", help="mở cửa sổ với trường ở thư mục này"
    )
    top.add_argument("--self-test", action="store_true", help="tự kiểm tra chương trình rồi thoát")
    top.set_defaults(job=WINDOW)
    jobs = top.add_subparsers(metavar="LỆNH", parser_class=Parser)
    _demo(jobs)
    _tour(jobs)
    _import(jobs)
    _export(jobs)
    _print(jobs)
    _letter(jobs)
    _check(jobs)
    _backup(jobs)
    _restore(jobs)
    add_server(jobs, Parser)
    return top


Jobs = argparse._SubParsersAction  # noqa: SLF001 - argparse gives the type no public name


def _demo(jobs: "Jobs[Parser]") -> None:
    demo = jobs.add_parser("demo", help="tạo một trường minh họa")
    demo.set_defaults(job="demo")
    demo.add_argument("folder", type=Path, metavar="DIR")
    demo.add_argument("--classes", type=_positive, default=8, metavar="N", help="số lớp (8)")
    demo.add_argument("--students", type=_positive, default=40, metavar="N", help="sĩ số lớp (40)")
    demo.add_argument("--seed", type=int, default=2026, metavar="S", help="cùng số: cùng trường")
    demo.add_argument("--years", type=_positive, default=1, metavar="N", help="số năm học (1)")
    demo.add_argument(
        "--with-server", dest="job", action="store_const", const="server_demo",
        help="thêm máy chủ và hai máy đã kết nối, rồi chạy máy chủ cho tới khi nhấn Ctrl+C",
    )  # fmt: skip
    demo.add_argument(
        "--no-serve", action="store_true", help="chuẩn bị xong thì không chạy máy chủ"
    )
    _json(demo)


def _tour(jobs: "Jobs[Parser]") -> None:
    tour = jobs.add_parser("tour", help="đi qua các việc chính, để lại ảnh màn hình và PDF")
    tour.set_defaults(job="tour")
    tour.add_argument("folder", type=Path, metavar="DIR")


def _import(jobs: "Jobs[Parser]") -> None:
    kinds = jobs.add_parser("import", help="nhập từ tệp Excel").add_subparsers(
        metavar="roster|marks|roll", required=True, parser_class=Parser
    )
    roster = kinds.add_parser("roster", help="danh sách lớp")
    roster.set_defaults(job="import_roster")
    marks = kinds.add_parser("marks", help="điểm của một lớp–môn")
    marks.set_defaults(job="import_marks")
    roll = kinds.add_parser("roll", help="điểm danh tháng của một lớp")
    roll.set_defaults(job="import_roll")
    for one in (roster, marks, roll):
        one.add_argument("file", type=Path, metavar="FILE")
        _school(one)
        _class(one)
        one.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
        one.add_argument(
            "--settle", action="append", default=[], metavar="Ô=GIÁ TRỊ",
            help="giá trị đúng của một ô; để trống sau dấu = là bỏ trống ô",
        )  # fmt: skip
        one.add_argument("--skip", action="append", default=[], metavar="Ô", help="bỏ qua dòng này")
        one.add_argument("--accept", action="append", default=[], metavar="Ô", help="đúng như tệp")
    _course(marks)
    _month(roll)


def _export(jobs: "Jobs[Parser]") -> None:
    kinds = jobs.add_parser("export", help="xuất ra tệp").add_subparsers(
        metavar="marks|class-view|roster|roll|dossier", required=True, parser_class=Parser
    )
    marks = kinds.add_parser("marks", help="bảng điểm của một lớp–môn")
    marks.set_defaults(job="export_marks")
    view = kinds.add_parser("class-view", help="bảng tổng hợp của một lớp")
    view.set_defaults(job="export_class_view")
    roster = kinds.add_parser("roster", help="danh sách lớp, hoặc cả trường")
    roster.set_defaults(job="export_roster")
    roster.add_argument(
        "--layout", choices=("school", "national", "update"), default="school",
        help="của trường, theo CSDL ngành, mẫu cập nhật",
    )  # fmt: skip
    roll = kinds.add_parser("roll", help="điểm danh tháng của một lớp")
    roll.set_defaults(job="export_roll")
    dossier = kinds.add_parser("dossier", help="toàn bộ dữ liệu của một em, cho gia đình")
    dossier.set_defaults(job="export_dossier")
    dossier.add_argument("--pupil", required=True, metavar="EM", help="mã hoặc họ tên của em")
    for one in (marks, view, roster, roll, dossier):
        _school(one)
        _class(one)
        _output(one)
    _course(marks)
    _month(roll)
    view.add_argument("--period", choices=("1", "2", "year"), default="year", help="học kì, cả năm")


def _print(jobs: "Jobs[Parser]") -> None:
    one = jobs.add_parser("print", help="in sổ, danh sách ra PDF")
    one.set_defaults(job="print_form")
    one.add_argument("form", choices=_PRINTED, metavar="FORM", help=", ".join(_PRINTED))
    _school(one)
    _class(one, required=False, help="lớp, hoặc all: cả trường")
    one.add_argument("--teacher", metavar="ACCOUNT", help="tài khoản của giáo viên có sổ")
    one.add_argument("--paper", choices=("A3", "A4", "A4L"), help="khổ giấy; A4L: A4 ngang")
    one.add_argument("--blank", action="store_true", help="sổ của giáo viên chưa có điểm")
    one.add_argument(
        "--month", action="append", metavar="YYYY-MM",
        help="tháng của sổ gọi tên, hoặc last: tháng trước; không có thì cả năm học",
    )  # fmt: skip
    one.add_argument("--clean", action="store_true", help="bản sạch: không in chỗ đã sửa")
    lists = one.add_argument_group("danh sách lớp")
    lists.add_argument("--columns", type=int, default=5, metavar="N", help="1–20 cột trống")
    lists.add_argument("--title", action="append", default=[], help="tên cột trống, lần lượt")
    lists.add_argument("--heading", default="", help="tên của danh sách")
    lists.add_argument("--no-birth-date", action="store_true", help="không có cột ngày sinh")
    lists.add_argument("--contact", action="store_true", help="có điện thoại gia đình")
    _output(one)


def _letter(jobs: "Jobs[Parser]") -> None:
    one = jobs.add_parser("letter", help="thư cho phụ huynh về việc nghỉ học, ra PDF hoặc văn bản")
    one.set_defaults(job="absence_letter")
    _school(one)
    _class(one)
    one.add_argument("--pupil", type=_positive, required=True, metavar="N", help="số thứ tự")
    one.add_argument(
        "--days", choices=("run", "month", "year"), default="month",
        help="đợt nghỉ đang diễn ra, tháng này (mặc định), hoặc từ đầu năm học",
    )  # fmt: skip
    _output(one)


def _check(jobs: "Jobs[Parser]") -> None:
    one = jobs.add_parser("check", help="kiểm tra tệp và nhật kí có nguyên vẹn không")
    one.set_defaults(job="check")
    one.add_argument("school", type=Path, metavar="DIR")
    _as(one)
    _json(one)


def _backup(jobs: "Jobs[Parser]") -> None:
    one = jobs.add_parser("backup", help="sao lưu trường vào một tệp mã hóa")
    one.set_defaults(job="backup")
    one.add_argument("school", type=Path, metavar="DIR")
    one.add_argument("file", type=Path, metavar="FILE")
    _as(one)
    _json(one)


def _restore(jobs: "Jobs[Parser]") -> None:
    one = jobs.add_parser("restore", help="khôi phục trường từ tệp sao lưu")
    one.set_defaults(job="restore")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("school", type=Path, metavar="DIR")
    one.add_argument("--overwrite", action="store_true", help="thay trường đang có ở đó")
    _json(one)


def _school(one: Parser) -> None:
    one.add_argument("--school", type=Path, required=True, metavar="DIR", help="thư mục của trường")
    _as(one)
    _json(one)


def _as(one: Parser) -> None:
    one.add_argument(
        "--as", dest="account", required=True, metavar="ACCOUNT",
        help="tài khoản; mật khẩu được hỏi, hoặc đọc từ biến SO_TRUONG_PASSWORD",
    )  # fmt: skip


def _json(one: Parser) -> None:
    one.add_argument("--json", action="store_true", help="báo cáo dạng JSON")


def _class(one: Parser, *, required: bool = True, help: str = "lớp, như 6A") -> None:  # noqa: A002
    one.add_argument("--class", dest="class_name", required=required, metavar="6A", help=help)


def _course(one: Parser) -> None:
    one.add_argument("--subject", required=True, metavar="TOAN", help="mã hoặc tên môn")
    one.add_argument("--term", type=int, choices=(1, 2), required=True, help="học kì")


def _month(one: Parser) -> None:
    one.add_argument("--month", required=True, metavar="YYYY-MM", help="tháng, như 2026-12")
    one.add_argument(
        "--part", choices=("morning", "afternoon", "club"),
        help="chỉ buổi sáng, buổi chiều hoặc câu lạc bộ; không ghi là cả ngày",
    )  # fmt: skip


def _output(one: Parser) -> None:
    one.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: cần số từ 1 trở lên")
    return number
