"""`demo`: makes the demonstration school and tells how everybody signs in."""

import sys
from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.cli.stopping import heed, stoppable
from desktop.demo import PASSWORD, DemoPlan, make_demo


def run(arguments: Namespace) -> Report:
    plan = plan_of(arguments)
    folder = arguments.folder.resolve()
    with stoppable():
        accounts = make_demo(folder, plan, progress)
    width = max(len(one.account) for one in accounts)
    return Report(
        lines=(
            f"Trường minh họa nằm ở {folder}",
            f"Mật khẩu của mọi tài khoản: {PASSWORD}",
            "",
            *(f"{one.account:<{width}}  {one.name} · {one.caption}" for one in accounts),
        ),
        data={
            "school": str(folder),
            "classes": plan.classes,
            "students": plan.students,
            "seed": plan.seed,
            "years": plan.years,
            "accounts": [
                {
                    "account": one.account,
                    "password": one.password,
                    "name": one.name,
                    "caption": one.caption,
                }
                for one in accounts
            ],
        },
    )


def plan_of(arguments: Namespace) -> DemoPlan:
    """How large the school is to be."""
    return DemoPlan(arguments.classes, arguments.students, arguments.seed, arguments.years)


def progress(what: str) -> None:
    """On stderr, for stdout is the report's."""
    heed()
    print(f"… {what}", file=sys.stderr, flush=True)
