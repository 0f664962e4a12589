"""The steps of the tour, in the order of the index."""

from collections.abc import Callable

from desktop.tour import classroom, entering, everywhere, leading, of_class, paper, roster, served
from desktop.tour.stage import Stage

Step = Callable[[Stage], None]

SERVED_STEPS: tuple[Step, ...] = (
    served.join_server,
    served.entry_arrives,
    served.locked_meanwhile,
    served.one_cell,
)
"""Only where the packages of the server are installed."""

STEPS: tuple[Step, ...] = (
    entering.sign_in,
    entering.tasks,
    entering.column_by_keys,
    entering.refused_entry,
    entering.paste_and_undo,
    entering.makeup_and_zero,
    entering.history,
    entering.why_average,
    of_class.class_of_term,
    of_class.conduct_by_keys,
    of_class.class_of_year,
    classroom.card,
    classroom.roll_of_today,
    classroom.roll_of_month,
    classroom.looked_after,
    classroom.moves,
    classroom.consents,
    roster.roster_list,
    roster.import_with_problems,
    roster.settle_in_place,
    roster.import_written_and_undone,
    leading.lock_columns,
    leading.locked_cell,
    leading.admin_pages,
    paper.class_book,
    paper.roll_sheets,
    paper.teacher_book,
    paper.reprints,
    everywhere.search,
    everywhere.keys_page,
    everywhere.lock_screen,
    everywhere.dark_theme,
    everywhere.smaller_window,
    *SERVED_STEPS,
)
