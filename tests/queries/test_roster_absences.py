"""Absences as two columns of the class list."""

from desktop.commands.conduct import ConductCell, ConductValue, RateConduct
from desktop.queries.roster_absences import roster_absences
from desktop.rules.instants import school_day
from desktop.rules.terms import Term
from tests.school_builder import BuiltSchool


def test_both_terms_together_for_who_may_see_them(school: BuiltSchool) -> None:
    class_id = school.classes["6A"].class_id
    for term, excused, unexcused in ((Term.I, 3, 1), (Term.II, 2, 0)):
        value = ConductValue(excused=excused, unexcused=unexcused)
        cell = ConductCell(school.pupil(0), value)
        school.do(RateConduct(class_id=class_id, term=term, cells=(cell,)), "cn6a")
    found = roster_absences(school.session, school.person("cn6a"), class_id, school_day(school.at))
    assert found is not None
    assert (found[school.pupil(0)].excused, found[school.pupil(0)].unexcused) == (5, 1)
    assert found[school.pupil(1)].total is None
    assert (
        roster_absences(school.session, school.person("toan"), class_id, school_day(school.at))
        is None
    )
