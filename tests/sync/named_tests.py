"""Tables in docstrings whose lines are either words or the name of a test that stands for them."""

import ast
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_NAMED: Final = re.compile(r"^\| (\S+\.py)::(\w+) \|$")
_HEAD: Final = "|---|---|"


def require_named(docstring: str | None) -> None:
    """Every test of the table is there, and every line of words is followed by a test."""
    lines = (docstring or "").partition(_HEAD)[2].strip().splitlines()
    assert lines
    found = [_NAMED.match(line) for line in lines]
    for named in filter(None, found):
        assert named[2] in _tests_of(ROOT / named[1]), named[0]
    assert found[0] is None
    for line, here, following in zip(lines, found, [*found[1:], None], strict=True):
        assert here or following, f"no test stands for: {line}"


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
