"""`server rotate-keys`: a new sealing key, and all sealed values of all schools under it."""

import sys
from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.sync.server.opening import open_server
from desktop.sync.server.registry import schools
from desktop.sync.server.resealing import reseal


def run(arguments: Namespace) -> Report:
    with open_server(arguments.folder.resolve()) as server:
        if not arguments.resume:
            server.keys.add_key()
        places = schools(server.engine)
        done = 0
        for place in places:
            print(f"… {place.name}", file=sys.stderr, flush=True)
            done += reseal(server.engine, place.schema, server.keys)
        current, numbers, path = (
            server.keys.current, server.keys.numbers, server.premises.sealing_keys,
        )  # fmt: skip
    return Report(
        lines=(
            f"Khóa niêm phong đang dùng: số {current}",
            f"Đã niêm phong lại {done} giá trị của {len(places)} trường.",
            f"Các khóa cũ vẫn ở trong {path} để mở những bản sao lưu trước đây.",
            "Chép tệp khóa này vào nơi cất giữ riêng thay cho bản trước.",
        ),
        data={"current": current, "keys": numbers, "resealed": done, "schools": len(places)},
    )
