"""`restore`: a school from its backup; one that is there already is replaced only when told to."""

from argparse import Namespace

from desktop.cli.backup import figures
from desktop.cli.outcome import Report
from desktop.cli.signing_in import PASSPHRASE, secret
from desktop.store import clock
from desktop.store.restore import restore


def run(arguments: Namespace) -> Report:
    folder = arguments.school.resolve()
    passphrase = secret(PASSPHRASE, "Mật khẩu của bản sao lưu: ")
    file = arguments.file.resolve()
    facts = restore(file, folder, passphrase, clock.now(), overwrite=arguments.overwrite)
    return Report(
        lines=(
            f"Đã khôi phục {facts.school} vào {folder}",
            f"Sổ có {facts.head.number} dòng nhật kí, đúng như lúc sao lưu.",
        ),
        data={"school_folder": str(folder), **figures(facts)},
    )
