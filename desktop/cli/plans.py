"""What both imports have in common on the command line: settling problems, and telling them."""

from argparse import Namespace
from collections.abc import Iterable, Mapping

from desktop.exchange.plan import (
    LEAVE_EMPTY,
    SKIP_LINE,
    TAKE_AS_IT_IS,
    LineKind,
    Problem,
    Settlement,
    with_value,
)
from desktop.store.trouble import Trouble


def settlements(arguments: Namespace) -> dict[str, Settlement]:
    """What --settle, --skip and --accept say, by address; raises Trouble for what it cannot be."""
    settled = {_place(address): SKIP_LINE for address in arguments.skip}
    settled |= {_place(address): TAKE_AS_IT_IS for address in arguments.accept}
    for said in arguments.settle:
        address, equals, text = said.partition("=")
        if not equals:
            raise Trouble(
                f"Chưa rõ ô nào nhận giá trị nào ở “{said}” nên chưa nhập gì. "
                "Viết như D12=15/03/2015; để trống sau dấu = là bỏ trống ô."
            )
        settled[_place(address)] = with_value(text) if text.strip() else LEAVE_EMPTY
    return settled


def _place(address: str) -> str:
    """An address as the plan has it: cells in capitals, the title line as it is."""
    return address.strip().upper() if address.strip().isascii() else address.strip()


def kinds_line(counts: Mapping[LineKind, int]) -> str:
    """`40 mới, 2 thay đổi`."""
    found = [f"{counts[kind]} {kind.label}" for kind in LineKind if counts.get(kind)]
    return ", ".join(found) or "không có dòng nào"


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    return [f"Cần xem {_where(problem)}: {problem.what}" for problem in problems]


def _where(problem: Problem) -> str:
    return f"{problem.address} ({problem.who})" if problem.who else problem.address
