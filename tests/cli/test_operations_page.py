"""Every command line that the page for operators shows can be typed as it stands."""

import re
import shlex
from pathlib import Path

import pytest

from desktop.cli.arguments import parser

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
SHOWN = sorted(set(re.findall(r"python -m desktop ([^\n`]+)", PAGE.read_text(encoding="utf-8"))))


def test_the_page_shows_how_a_server_is_made_served_and_saved():
    jobs = {shlex.split(line)[1] for line in SHOWN}
    assert {"init", "create-school", "serve", "adopt", "backup", "restore", "check"} <= jobs


@pytest.mark.parametrize("line", SHOWN)
def test_the_line_parses(line: str):
    assert parser().parse_args(shlex.split(line)).job.startswith("server_")
