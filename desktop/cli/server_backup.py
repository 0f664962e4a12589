"""`server backup`: the whole server in one sealed file that was read back."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import PASSPHRASE, secret
from desktop.store import clock
from desktop.store.trouble import in_words
from desktop.sync.server.backup import back_up
from desktop.sync.server.opening import open_server


def run(arguments: Namespace) -> Report:
    words = secret(PASSPHRASE, "Mật khẩu của bản sao lưu: ")
    target = arguments.file.resolve()
    with open_server(arguments.folder.resolve()) as server, in_words(target):
        facts = back_up(server, target, words, clock.now())
    return Report(
        lines=(
            f"Đã sao lưu máy chủ vào {target} và đọc lại đúng",
            f"{len(facts.schools)} trường, {facts.rows} dòng",
            "Tệp này có cả khóa niêm phong; giữ mật khẩu của nó ở nơi khác.",
        ),
        data={
            "file": str(target),
            "made_at": facts.made_at,
            "rows": facts.rows,
            "schools": {one.code: one.counts for one in facts.schools},
        },
    )
