"""`server check`: whether each school's journal is whole, and what lies under older keys."""

from argparse import Namespace
from dataclasses import dataclass

from desktop.cli.outcome import Report
from desktop.sync.server.chain import ChainReport, verify_chain
from desktop.sync.server.opening import OpenServer, open_server
from desktop.sync.server.postgres import school_transaction
from desktop.sync.server.registry import SchoolPlace, schools
from desktop.sync.server.resealing import stale_values


@dataclass(frozen=True, slots=True)
class Checked:
    """One school: its journal, and how many values lie under older keys."""

    place: SchoolPlace
    chain: ChainReport
    stale: int

    @property
    def line(self) -> str:
        """In words."""
        said = f"{self.place.name} ({self.place.code}): {self.chain.rows} dòng nhật kí"
        if self.chain.holds:
            said += " liền mạch"
        elif self.chain.broken:
            shown = ", ".join(map(str, self.chain.broken[:5]))
            said += f"; dòng {shown} đã bị thay đổi hoặc lấy đi"
        if self.chain.is_cut:
            said += "; nhật kí bị cắt ở cuối"
        if self.stale:
            said += f"; {self.stale} giá trị còn dưới khóa cũ (lệnh rotate-keys --resume)"
        return said


def run(arguments: Namespace) -> Report:
    with open_server(arguments.folder.resolve()) as server:
        found = [_checked(server, place) for place in schools(server.engine)]
    return Report(
        lines=tuple(one.line for one in found) or ("Máy chủ chưa có trường nào.",),
        data={
            "schools": [
                {
                    "code": one.place.code,
                    "rows": one.chain.rows,
                    "whole": one.chain.holds,
                    "broken": list(one.chain.broken),
                    "cut": one.chain.is_cut,
                    "under_older_keys": one.stale,
                }
                for one in found
            ]
        },
        problems=not all(one.chain.holds for one in found),
    )


def _checked(server: OpenServer, place: SchoolPlace) -> Checked:
    snapshot = school_transaction(
        server.engine, place.schema, read_only=True, isolation="REPEATABLE READ"
    )
    with snapshot as connection:
        return Checked(place, verify_chain(connection), stale_values(connection, server.keys))
