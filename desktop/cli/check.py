"""`check`: whether the file and the chain of its journal are whole."""

from argparse import Namespace
from dataclasses import asdict

from desktop.cli.outcome import Report
from desktop.cli.signing_in import signed_in
from desktop.store.check import check_file


def run(arguments: Namespace) -> Report:
    with signed_in(arguments) as school:
        found = check_file(school.folder, school.unlocked.file_key)
    return Report(
        lines=found.sentences,
        data={
            "school": str(arguments.school.resolve()),
            "whole": found.whole,
            "rows": found.rows,
            "broken": found.broken,
            "findings": [asdict(finding) for finding in found.findings],
        },
        problems=not found.whole,
    )
