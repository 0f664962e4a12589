"""Made-up class books for the tests: the same every time, with every state that can occur."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from desktop.queries.class_book import (
    BookCourse,
    BookHeading,
    BookPupil,
    ClassBook,
    Outcome,
    PupilParent,
    PupilResult,
    TermMarks,
    YearMark,
)
from desktop.queries.class_paper import ClassPaper
from desktop.queries.teacher_book import TeacherBook, TeacherSheet
from desktop.rules.marks import FINAL, MIDTERM, Mark, MarkState
from desktop.rules.subjects import SchoolLevel
from desktop.rules.terms import Assessment, Level, Term
from tests.printing.rolls import rolls

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Hoài", "Quỳnh", "Minh", "Thùy", "Gia", "Ngọc", "Khánh", "Đức", "Bảo", "Phương")
GIVEN = ("An", "Ánh", "Bình", "Chi", "Dũng", "Đăng", "Giang", "Hà", "Khang", "Linh", "Mai", "Yến")
LONG_NAMES = (
    "Công Huyền Tôn Nữ Nguyễn Phương Quỳnh Trang",
    "Nguyễn Hoàng Trường Thương Phương Nghiêm Nghị",
    "H'Đrưng Niê Kđăm Thị Nguyệt Phượng Hoàng",
)
THCS = (
    ("gdtc", "Giáo dục thể chất", "GD|thể chất", "comment", 2),
    ("nt", "Nghệ thuật", "Nghệ|thuật", "comment", 2),
    ("gddp", "Nội dung giáo dục của địa phương", "GD|địa phương", "comment", 2),
    ("hdtn", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN,|HN", "comment", 2),
    ("nguvan", "Ngữ văn", "Ngữ văn", "score", 4),
    ("toan", "Toán", "Toán", "score", 4),
    ("nn1", "Ngoại ngữ 1", "Ngoại|ngữ 1", "score", 4),
    ("gdcd", "Giáo dục công dân", "GDCD", "score", 2),
    ("lsdl", "Lịch sử và Địa lí", "Lịch sử|và Địa lí", "score", 4),
    ("khtn", "Khoa học tự nhiên", "KHTN", "score", 4),
    ("congnghe", "Công nghệ", "Công|nghệ", "score", 2),
    ("tinhoc", "Tin học", "Tin học", "score", 2),
)
THPT = (
    ("gdtc", "Giáo dục thể chất", "GD|thể chất", "comment", 2),
    ("gddp", "Nội dung giáo dục của địa phương", "GD|địa phương", "comment", 2),
    ("hdtn", "Hoạt động trải nghiệm, hướng nghiệp", "HĐTN,|HN", "comment", 2),
    ("nguvan", "Ngữ văn", "Ngữ văn", "score", 4),
    ("toan", "Toán", "Toán", "score", 5),
    ("nn1", "Ngoại ngữ 1", "Ngoại|ngữ 1", "score", 4),
    ("lichsu", "Lịch sử", "Lịch sử", "score", 3),
    ("gdqp", "Giáo dục quốc phòng và an ninh", "GD|QP-AN", "score", 2),
    ("ktpl", "Giáo dục kinh tế và pháp luật", "GDKT|và PL", "score", 3),
    ("vatli", "Vật lí", "Vật lí", "score", 3),
    ("hoahoc", "Hoá học", "Hoá học", "score", 3),
    ("tinhoc", "Tin học", "Tin học", "score", 3),
    ("tdtts", "Tiếng dân tộc thiểu số", "Tiếng|DTTS", "score", 3),
)
TEACHERS = ("Lâm Ngọc Bích", "Trương Thế Vinh", "Hồ Thị Mận", "Đoàn Quốc Khải", "Phan Lệ Thu")
COMMENTS = (
    "",
    "Nắm vững kiến thức, tính toán nhanh và chính xác.",
    (
        "Có tiến bộ rõ trong học kì; cần trình bày lời giải đầy đủ hơn, chú ý đơn vị đo và kiểm "
        "tra lại kết quả trước khi nộp bài. Tích cực phát biểu, biết giúp đỡ bạn trong nhóm."
    ),
)
HEADING = BookHeading("ỦY BAN NHÂN DÂN XÃ HOA SEN", "Trường THCS Hoa Sen", "Hoa Sen", "Bình Minh")


def class_book(
    pupils: int = 42,
    *,
    level: SchoolLevel = SchoolLevel.THCS,
    filled: bool = True,
    long_names: bool = False,
    seed: int = 6,
    class_name: str = "6A",
) -> ClassBook:
    """A book whose pupils, marks and events all follow from the seed."""
    chance = Random(seed)  # noqa: S311 - made-up marks, the same every time
    people = tuple(_pupil(chance, n, long_names) for n in range(1, pupils + 1))
    subjects = THCS if level is SchoolLevel.THCS else THPT
    courses = tuple(
        _course(chance, subject, n, people, filled) for n, subject in enumerate(subjects)
    )
    return ClassBook(
        HEADING,
        level,
        class_name,
        "2026 – 2027",
        "Lâm Ngọc Bích",
        {Term.I: date(2027, 1, 9), Term.II: date(2027, 5, 29)},
        people,
        courses,
        {pupil.id: _result(chance, pupil) for pupil in people} if filled else {},
        "Trần Quang Sáng",
        rolls(people, filled=filled),
    )


def class_paper(
    pupils: int = 42, *, contacts: bool = False, long_names: bool = False
) -> ClassPaper:
    """The lists of class 6A; without `contacts` nothing of families is in them."""
    book = class_book(pupils, long_names=long_names)
    here = tuple(pupil for pupil in book.pupils if pupil.left_on is None)
    if not contacts:
        nobody = PupilParent()
        here = tuple(replace(one, address="", father=nobody, mother=nobody) for one in here)
    return ClassPaper(HEADING, "6A", book.year, book.homeroom_teacher, here, contacts)


def _pupil(chance: Random, number: int, long_names: bool) -> BookPupil:
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    if long_names:
        name = LONG_NAMES[number % len(LONG_NAMES)]
    left = number == 17
    return BookPupil(
        UUID(int=(chance.getrandbits(64) << 16) + number),
        number,
        name,
        f"01{number:08d}",
        date(2014, 9, 1) + timedelta(days=chance.randrange(360)),
        chance.choice(("Nam", "Nữ")),
        "Bệnh viện Phụ sản – Nhi tỉnh Bình Minh" if long_names else "Bình Minh",
        "Ê-đê" if number % 9 == 0 else "Kinh",
        "Con thương binh" if number % 11 == 0 else "",
        f"Số {number}, đường Sen Hồng, thôn {number % 7 + 1}, xã Hoa Sen, tỉnh Bình Minh",
        _parent(chance, number, "Nguyễn Văn", long_names),
        _parent(chance, number + 40, "Trần Thị", long_names),
        changes="Chuyển nhà về thôn 3 từ 10/2026" if number == 8 else "",
        joined_on=date(2026, 11, 2) if number == 23 else None,
        came_from="Trường THCS Sông Xanh" if number == 23 else "",
        left_on=date(2026, 12, 14) if left else None,
        leave_reason="Chuyển trường" if left else "",
    )


def _parent(chance: Random, number: int, family: str, long_names: bool) -> PupilParent:
    name = LONG_NAMES[number % 3] if long_names else f"{family} {chance.choice(GIVEN)}"
    work = (
        "Nhân viên hành chính Trung tâm Y tế"
        if long_names
        else chance.choice(("Nông dân", "Thợ may", "Buôn bán"))
    )
    email = f"phuhuynh.hocsinh.{number:03d}@thuthapthuthap.vn" if long_names else ""
    return PupilParent(name, work, f"0912{number:06d}", email)


def _course(
    chance: Random,
    subject: tuple[str, str, str, str, int],
    place: int,
    pupils: tuple[BookPupil, ...],
    filled: bool,
) -> BookCourse:
    code, name, short, kind, regular = subject
    assessment = Assessment(kind)
    terms: dict[Term, dict[UUID, TermMarks]] = {Term.I: {}, Term.II: {}}
    year: dict[UUID, YearMark] = {}
    for pupil in pupils if filled else ():
        for term in Term:
            terms[term][pupil.id] = _marks(chance, assessment, regular, pupil, term)
        year[pupil.id] = _year(chance, assessment, pupil)
    teachers: tuple[str, ...] = (TEACHERS[place % len(TEACHERS)],)
    if code == "khtn":
        teachers = TEACHERS[:3]
    return BookCourse(
        code, name, short, assessment, regular, teachers, terms, year, {Term.I: 1} if filled else {}
    )


def _marks(
    chance: Random, assessment: Assessment, regular: int, pupil: BookPupil, term: Term
) -> TermMarks:
    gone = pupil.left_on is not None
    if gone and term is Term.II:
        return TermMarks()
    columns = list(range(1, regular + 1)) + ([] if gone else [MIDTERM, FINAL])
    marks = {column: _mark(chance, assessment, pupil.number == 23) for column in columns}
    if pupil.number == 5:
        marks[FINAL] = Mark(MarkState.MAKEUP, reason="ốm nằm viện", due=date(2027, 1, 8))
    if pupil.number == 12:
        scored = assessment is Assessment.SCORE
        marks[MIDTERM] = Mark(MarkState.ZERO, 0 if scored else None, None if scored else False)
    if pupil.number == 30:
        marks.pop(regular, None)
    if gone or pupil.number in {5, 30}:
        return TermMarks(marks)
    if assessment is Assessment.COMMENT:
        return TermMarks(marks, Outcome(passed=pupil.number != 12))
    return TermMarks(marks, Outcome(chance.randrange(35, 101)))


def _mark(chance: Random, assessment: Assessment, brought_in: bool) -> Mark:
    if assessment is Assessment.COMMENT:
        return Mark(passed=True, brought_in=brought_in)
    return Mark(
        tenths=chance.choice((45, 50, 60, 65, 70, 75, 80, 85, 90, 95, 100)), brought_in=brought_in
    )


def _year(chance: Random, assessment: Assessment, pupil: BookPupil) -> YearMark:
    if pupil.left_on is not None or pupil.number in {5, 30}:
        return YearMark()
    if assessment is Assessment.COMMENT:
        again = Mark(passed=True) if pupil.number == 12 else None
        return YearMark(Outcome(passed=pupil.number != 12), again)
    average = chance.randrange(40, 101)
    return YearMark(
        Outcome(average), Mark(tenths=60) if average < 50 and pupil.number == 12 else None
    )


def _result(chance: Random, pupil: BookPupil) -> PupilResult:
    if pupil.left_on is not None or pupil.number in {5, 30}:
        return PupilResult()
    learning = chance.choice((Level.TOT, Level.KHA, Level.DAT))
    summer = pupil.number == 12
    return PupilResult(
        {Term.I: learning, Term.II: learning},
        {Term.I: Level.TOT, Term.II: Level.TOT},
        Level.CHUA_DAT if summer else learning,
        Level.TOT,
        Level.DAT if summer else None,
        None,
        chance.randrange(0, 9),
        promoted=pupil.number != 40,
        after_summer=summer,
        title="Học sinh Xuất sắc" if learning is Level.TOT and pupil.number % 2 else "",
    )


def teacher_book(pupils: int = 42, *, long_names: bool = False) -> TeacherBook:
    """The book of a teacher of two subjects in class 6A."""
    source = class_book(pupils, long_names=long_names)
    courses = [course for course in source.courses if course.code in {"toan", "gdtc"}]
    sheets = tuple(
        TeacherSheet(
            f"6A/{course.code}",
            "6A",
            course.name,
            term,
            source.term_ends[term],
            course.assessment,
            course.regular,
            source.pupils,
            course.terms[term],
            course.year,
            {pupil.id: COMMENTS[pupil.number % len(COMMENTS)] for pupil in source.pupils},
        )
        for course in courses
        for term in Term
    )
    return TeacherBook(HEADING, SchoolLevel.THCS, "Lâm Ngọc Bích", source.year, sheets)
