"""`server code`: a school's connection code as text, and as a slip to print."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.printing.connection_slip import Slip, print_slip
from desktop.sync.connection_code import ConnectionCode, connection_code, show_code, symbol_text
from desktop.sync.server.opening import open_server
from desktop.sync.server.premises import Premises
from desktop.sync.server.registry import find_school


def run(arguments: Namespace) -> Report:
    with open_server(arguments.folder.resolve()) as server:
        place = find_school(server.engine, arguments.code)
        code = code_of(server.premises, place.code)
    shown, symbol = show_code(code), symbol_text(code)
    lines = [f"Mã kết nối của {place.name}:", shown]
    data = {"school": place.name, "code": place.code, "address": code.address,
            "connection_code": shown, "symbol": symbol}  # fmt: skip
    if arguments.output:
        target = arguments.output.resolve()
        print_slip(Slip(place.name, code.address, place.code, shown, symbol), target)
        lines.append(f"Đã in phiếu kết nối vào {target}")
        data["file"] = str(target)
    return Report(lines=tuple(lines), data=data)


def code_of(premises: Premises, school_code: str) -> ConnectionCode:
    """With the fingerprint, where the certificate is one of the server's own making."""
    fingerprint = premises.read_certificate().fingerprint if premises.settings.pinned else None
    return connection_code(premises.public_address, school_code, fingerprint)
