"""What the choices about a refused command are called, and what each of them does."""

from typing import Final

from desktop.commands.refusals import Choice
from desktop.queries.outbox import OutboxCell, OutboxLine
from desktop.rules.instants import moment

LONGEST: Final = 16  # letters of a value that stands on a button


def subject_of(line: OutboxLine) -> str:
    """What the command was about, for the head of its card."""
    if len(line.cells) == 1 and line.cells[0].column:
        return f"{line.cells[0].column} · {line.place} · {line.cells[0].pupil}"
    return f"{line.title} · {line.place}" if line.place else line.title


def item_title(line: OutboxLine) -> str:
    """The first line in the list."""
    return " · ".join(filter(None, (line.place or line.title, *(c.pupil for c in line.cells[:1]))))


def item_second(line: OutboxLine) -> str:
    """The second line: what was to stand there, or how many cells."""
    if line.count > 1:
        what = f"{line.title}: {line.count} ô"
    elif line.cells and line.cells[0].column:
        what = f"{line.cells[0].column}: {line.cells[0].new}"
    else:
        what = line.title if line.place else ""  # else the title stands in the first line
    return " · ".join(filter(None, (what, clock(line.since))))


def change_of(cell: OutboxCell) -> str:
    """Old and new of one cell; nothing where the command is not one of cells."""
    if not cell.column:
        return ""
    return f"Trước: {cell.old} → gõ: {cell.new}"


def clash_of(line: OutboxLine, me: str) -> str:
    """Who was there first, by name where it is one person; nothing is lost so far."""
    people = {cell.who for cell in line.cells}
    who = people.pop() if len(people) == 1 else ""
    if who == me:
        first = "Chỗ này đã được chính thầy cô nhập trên máy khác."
    else:
        first = f"{who or 'Người khác'} đã nhập cùng chỗ này trước."
    return f"{first} Chưa có giá trị nào bị mất."


def act_of(line: OutboxLine, choice: Choice) -> str:
    """The words on the button."""
    theirs, mine = (line.cells[0].stands, line.cells[0].new) if len(line.cells) == 1 else ("", "")
    rest = f", gửi {line.rest} ô còn lại" if line.rest else ""
    if choice is Choice.THEIRS:
        return f"Giữ giá trị trong sổ{_value_in(theirs)}{rest}"
    if choice is Choice.AGAIN and Choice.THEIRS in line.choices:
        return f"Dùng giá trị của tôi{_value_in(mine)}{rest}"
    if choice is Choice.AGAIN:
        return f"Gửi lại{_value_in(mine)}"
    if choice is Choice.KEPT:
        return f"Giữ lại để lập biên bản{rest}"
    return f"Gửi {line.rest} ô còn lại" if choice is Choice.REST else "Bỏ…"


def _value_in(value: str) -> str:
    """A value on a button, if it is short enough for one."""
    return f": {value}" if value and len(value) <= LONGEST else ""


def discard_question(line: OutboxLine) -> tuple[str, str]:
    """Asked before anything that was typed goes."""
    what = (change_of(line.cells[0]) if len(line.cells) == 1 else "") or item_second(line)
    return (
        "Bỏ hẳn những gì đã gõ ở đây?",
        f"{subject_of(line)}. {what}. Sổ giữ giá trị đang có; phần đã gõ không lấy lại được.",
    )


def clock(at: int) -> str:
    """The time of a command, as the list shows it."""
    return f"{moment(at):%H:%M %d/%m}"
