"""`python -m bench`: all figures, as a table and as build/bench.json; exit 1 past a limit."""

import json
import sys
from collections.abc import Iterator

from bench import central, importing, printing, reading, roll, starting, window
from bench.measure import Figure, table, value
from bench.school import BUILD, IN_TERM_II, PRINCIPAL, Measured, made, measured, open_as
from desktop.demo.plan import DemoPlan
from desktop.queries.class_book import class_book
from desktop.rules.instants import school_day

BIG = DemoPlan(classes=40, students=50, finished=True)
SMALL_CLASSES, YEARS = 4, 10


def figures() -> Iterator[Figure]:
    """Every line of the table, in its order."""
    big = measured(made("bench-40x50", BIG))
    yield from window.entering(big)
    yield from window.opening(big)
    yield from roll.opening(big)
    yield from roll.entering(big)
    yield from reading.course(big)
    yield from reading.class_views(big)
    yield from reading.school_list(big)
    yield from reading.search(big)
    with open_as(big.folder, PRINCIPAL) as school:
        book = school.ask(class_book, big.class_id, school_day(IN_TERM_II))
    yield from printing.subject_pages(book)
    yield from printing.whole_school(big.folder, PRINCIPAL)
    yield from printing.rolls_printed(big.folder, PRINCIPAL)
    yield from starting.start(big)
    yield value("file of the bench school with one full year", big.size, "MB", most=45)
    yield from importing.roster(big.folder)
    yield from reading.growth(*(_small(years) for years in (1, YEARS)))
    yield from central.figures(big.folder)


def _small(years: int) -> Measured:
    plan = DemoPlan(classes=SMALL_CLASSES, students=50, years=years, finished=True)
    return measured(made(f"bench-{years}-years", plan))


def main() -> int:
    """Print as the figures come; the last line says which limits were passed."""
    found = []
    for line in figures():
        found.append(line)
        print(table([line]).splitlines()[-1], flush=True)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(
        json.dumps([line.plain() for line in found], ensure_ascii=False, indent=1),
        encoding="utf-8",
    )
    print("\n" + table(found))
    return 1 if any(not line.good for line in found) else 0


if __name__ == "__main__":
    sys.exit(main())
