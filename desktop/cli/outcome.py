"""How a job ends: its report in words or as JSON, or the sentence of what was in the way."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from desktop.cli.arguments import DONE, REFUSED
from desktop.commands.command import Refused
from desktop.store.trouble import Trouble


@dataclass(frozen=True)
class Report:
    """What a job did: `lines` for people, `data` for --json; `problems` make the status 1."""

    lines: tuple[str, ...]
    data: dict[str, Any]
    problems: bool = False


def told(run: Callable[[Namespace], Report], arguments: Namespace) -> int:
    """Run a job and tell how it went; returns the exit status."""
    as_json = getattr(arguments, "json", False)
    try:
        report = run(arguments)
    except Refused as refused:
        _on_stderr([refused.message, *(d.sentence for d in refused.detail[1:])])
        _in_the_way(str(refused.code), refused.message, as_json=as_json)
        return REFUSED
    except Trouble as trouble:
        _on_stderr([trouble.sentence])
        _in_the_way(type(trouble).__name__, trouble.sentence, as_json=as_json)
        return REFUSED
    except KeyboardInterrupt:
        _on_stderr(["Đã dừng theo yêu cầu. Những gì đã ghi xong trước đó vẫn còn nguyên."])
        return REFUSED
    if as_json:
        _print_json(report.data)
    else:
        for line in report.lines:
            print(line)
    return REFUSED if report.problems else DONE


def _in_the_way(code: str, sentence: str, *, as_json: bool) -> None:
    if as_json:
        _print_json({"refused": {"code": code, "sentence": sentence}})


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _on_stderr(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
