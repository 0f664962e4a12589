"""The steps of the tour, in the order of the index."""

from collections.abc import Callable

from desktop.tour import entering, leading, office
from desktop.tour.stage import Stage

Step = Callable[[Stage], None]

STEPS: tuple[Step, ...] = (
    entering.sign_in,
    entering.tasks,
    entering.column_by_keys,
    entering.refused_entry,
    entering.paste_and_undo,
    entering.why_average,
    entering.history,
    entering.class_view,
    office.roster_list,
    office.import_with_problems,
    office.import_written_and_undone,
    leading.lock_columns,
    leading.locked_cell,
    leading.admin_pages,
    office.print_preview,
    office.printed_books,
    office.reprints,
    leading.palette_and_keys,
    leading.lock_screen,
    leading.dark_theme,
    leading.larger_letters,
)
