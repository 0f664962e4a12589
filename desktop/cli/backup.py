"""`backup`: one encrypted file, proved by reading it back."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.signing_in import PASSPHRASE, secret, signed_in
from desktop.rules.instants import show_moment
from desktop.store.backup import BackupFacts, back_up


def run(arguments: Namespace) -> Report:
    target = arguments.file.resolve()
    with signed_in(arguments) as school:
        facts = back_up(school, target, secret(PASSPHRASE, "Mật khẩu của bản sao lưu: "))
    return Report(
        lines=(
            f"Đã sao lưu {facts.school} vào {target}",
            f"Bản sao lưu đã được mở lại và đối chiếu: {facts.head.number} dòng nhật kí.",
        ),
        data={"file": str(target), **figures(facts)},
    )


def figures(facts: BackupFacts) -> dict[str, object]:
    """What a backup holds, as plain values."""
    return {
        "school": facts.school,
        "made_at": show_moment(facts.made_at),
        "journal": facts.head.number,
        "chain": facts.head.chain,
        "revision": facts.revision,
        "counts": facts.counts,
    }
