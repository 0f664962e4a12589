"""What can be written behind `server` on the command line."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

_MOST_WORKERS = 64

if TYPE_CHECKING:
    from desktop.cli.arguments import Jobs, Parser


def add_server(jobs: "Jobs[Parser]", parser_class: "type[Parser]") -> None:
    """The jobs of the school's central server."""
    server = jobs.add_parser("server", help="máy chủ của trường")
    kinds = server.add_subparsers(metavar="VIỆC", required=True, parser_class=parser_class)
    _init(kinds)
    _create_school(kinds)
    _account(kinds)
    _code(kinds)
    _certificate(kinds)
    _rotate_keys(kinds)
    _serve(kinds)
    _adopt(kinds)
    _job(kinds, "check", "kiểm tra nhật kí và dữ liệu niêm phong của mọi trường")
    _backup(kinds)
    _restore(kinds)


def _job(kinds: "Jobs[Parser]", name: str, what: str) -> "Parser":
    one = kinds.add_parser(name, help=what)
    one.set_defaults(job=f"server_{name.replace('-', '_')}")
    one.add_argument("folder", type=Path, metavar="DIR")
    one.add_argument("--json", action="store_true", help="báo cáo dạng JSON")
    return one


def _init(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "init", "tạo máy chủ trong một thư mục trống")
    one.add_argument(
        "--address", metavar="HOST[:PORT]",
        help="địa chỉ mà các máy khác dùng để gọi máy chủ này (mặc định: địa chỉ mạng của máy)",
    )  # fmt: skip
    one.add_argument("--port", type=_port, metavar="N", help="cổng mà máy chủ nghe (8743)")
    one.add_argument("--listen", metavar="ADDRESS", help="nghe ở địa chỉ nào của máy (mọi nơi)")
    one.add_argument("--certificate", type=Path, metavar="FILE", help="chứng thư được cấp (PEM)")
    one.add_argument("--key", type=Path, metavar="FILE", help="khóa của chứng thư ấy (PEM)")


def _create_school(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "create-school", "lập một trường mới trên máy chủ")
    one.add_argument("--code", required=True, metavar="CODE", help="mã trường, như thcs-hoa-sen")
    one.add_argument("--name", required=True, metavar="TÊN", help="tên trường")
    one.add_argument("--account", required=True, metavar="ACCOUNT", help="tài khoản người lập")
    one.add_argument("--full-name", metavar="TÊN", help="họ tên người lập")
    one.add_argument("--principal", action="store_true", help="người lập là hiệu trưởng")
    one.add_argument("--level", choices=("thcs", "thpt"), default="thcs",
                     help="cấp học (thcs)")  # fmt: skip
    one.add_argument("--start-year", type=int, metavar="YYYY", help="năm bắt đầu của năm học")
    one.add_argument("--authority", default="", metavar="TÊN", help="cơ quan quản lí")
    one.add_argument("--commune", default="", metavar="TÊN", help="xã, phường")
    one.add_argument("--province", default="", metavar="TÊN", help="tỉnh, thành phố")


def _account(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "account", "xem, mở, đặt lại mật khẩu hoặc đóng tài khoản")
    one.add_argument("code", metavar="CODE", help="mã trường")
    one.add_argument("act", choices=("list", "open", "reset", "close"))
    one.add_argument(
        "account", nargs="?", metavar="ACCOUNT", help="tài khoản trong danh sách cán bộ"
    )


def _code(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "code", "mã kết nối của một trường")
    one.add_argument("code", metavar="CODE", help="mã trường")
    one.add_argument("-o", dest="output", type=Path, metavar="FILE", help="in phiếu ra tệp PDF này")


def _certificate(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "certificate", "xem chứng thư của máy chủ")
    one.add_argument("--renew", action="store_true", help="tự tạo chứng thư mới; mã kết nối sẽ đổi")


def _rotate_keys(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "rotate-keys", "thêm khóa niêm phong mới và niêm phong lại dữ liệu")
    one.add_argument("--resume", action="store_true", help="làm nốt lần trước, không thêm khóa")


def _serve(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "serve", "chạy máy chủ cho đến khi được dừng")
    one.add_argument("--workers", type=_workers, default=1, metavar="N",
                     help="số tiến trình cùng phục vụ (1)")  # fmt: skip
    one.add_argument("--host", metavar="ADDRESS", help="nghe ở địa chỉ này (theo thiết lập)")
    one.add_argument("--port", type=_any_port, metavar="N",
                     help="nghe ở cổng này; 0: một cổng còn trống (theo thiết lập)")  # fmt: skip
    one.add_argument("--ready-file", type=Path, metavar="FILE",
                     help="ghi địa chỉ vào tệp này khi máy chủ đã sẵn sàng")  # fmt: skip


def _workers(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text}: cần số từ 1 đến {_MOST_WORKERS}")
    return number


def _adopt(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "adopt", "chuyển trường đang làm trên một máy lên máy chủ này")
    one.add_argument("school", type=Path, metavar="SCHOOL", help="thư mục của trường ấy")
    one.add_argument("--code", required=True, metavar="CODE", help="mã trường trên máy chủ")
    one.add_argument(
        "--as", dest="account", required=True, metavar="ACCOUNT",
        help="tài khoản; mật khẩu được hỏi, hoặc đọc từ biến SO_TRUONG_PASSWORD",
    )  # fmt: skip


def _backup(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "backup", "sao lưu mọi trường của máy chủ vào một tệp mã hóa")
    one.add_argument("file", type=Path, metavar="FILE")


def _restore(kinds: "Jobs[Parser]") -> None:
    one = _job(kinds, "restore", "khôi phục các trường từ tệp sao lưu và bản chép nhật kí")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--overwrite", action="store_true", help="thay các trường đang có ở đó")


def _any_port(text: str) -> int:
    return 0 if text == "0" else _port(text)


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 1 << 16:
        raise argparse.ArgumentTypeError(f"{text}: cần số từ 1 đến 65535")
    return number
