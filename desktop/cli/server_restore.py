"""`server restore`: schools come back from a backup, and from what the copied journal has more."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import PASSPHRASE, secret
from desktop.store.trouble import in_words
from desktop.sync.server.opening import open_server
from desktop.sync.server.replay import follow
from desktop.sync.server.restore import furnish, restore


def run(arguments: Namespace) -> Report:
    words = secret(PASSPHRASE, "Mật khẩu của bản sao lưu: ")
    folder, path = arguments.folder.resolve(), arguments.file.resolve()
    with in_words(path):
        furnish(folder, path, words)
        with open_server(folder) as server:
            back = restore(server, path, words, follow, overwrite=arguments.overwrite)
    return Report(
        lines=(
            *(
                f"Đã khôi phục trường {one.code}: {one.rows} dòng từ bản sao lưu, "
                f"{one.followed} việc ghi sau đó từ bản chép nhật kí"
                for one in back
            ),
            "Các máy đang nối sẽ tự gửi lại những gì máy chủ còn thiếu ở lần đồng bộ tới.",
        ),
        data={
            "schools": [
                {"code": one.code, "rows": one.rows, "followed": one.followed} for one in back
            ]
        },
    )
