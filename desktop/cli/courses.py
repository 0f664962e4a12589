"""The course that --class, --subject and --term name, as import and export of marks need it."""

from argparse import Namespace

from desktop.commands.command import Code, Refused
from desktop.exchange.course_book import CourseBook, course_book_of
from desktop.queries.by_name import course_named, school_heading
from desktop.queries.gradebook import course_sheet
from desktop.rules.instants import school_day
from desktop.rules.terms import Term
from desktop.store.school import School


def course_book(school: School, arguments: Namespace, *, to_enter: bool = False) -> CourseBook:
    """Raises Refused where there is no such course, or no right to see it or to enter there."""
    today = school_day(school.now())
    course = school.ask(course_named, arguments.class_name, arguments.subject, today)
    sheet = school.ask(course_sheet, course.course_id, Term(arguments.term), today)
    if sheet.refusal or (to_enter and not sheet.may_enter):
        raise Refused(Code.NOT_PERMITTED, sheet.refusal or sheet.read_only_reason)
    heading = school.ask(school_heading)
    return course_book_of(sheet, school_name=heading.school, authority=heading.authority)
