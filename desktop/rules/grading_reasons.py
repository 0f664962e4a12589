"""Knows how to tell a teacher why a learning level or a decision on promotion came out so."""

from collections.abc import Iterator

from desktop.rules.grading import LevelCheck, LevelReasoning, SubjectResult
from desktop.rules.marks import show_average
from desktop.rules.promotion import Decision, Ground, Promotion
from desktop.rules.terms import Assessment


def explain_level(reasoning: LevelReasoning) -> tuple[str, ...]:
    """Lines for *Vì sao?* of a learning level: each level missed, and the adjustment of G-23."""
    return tuple(_level_lines(reasoning))


def _level_lines(reasoning: LevelReasoning) -> Iterator[str]:
    if reasoning.too_few is not None:
        yield (
            f"Em chỉ có {reasoning.too_few} môn đánh giá bằng điểm số, chưa đủ để xếp mức theo "
            "quy định. Hiệu trưởng quyết định mức của em."
        )
    elif reasoning.level is None:
        subjects = ", ".join(subject.title for subject in reasoning.missing)
        yield f"Chưa đủ dữ liệu để xếp mức. Còn thiếu kết quả: {subjects}."
    else:
        yield f"Kết quả học tập: {reasoning.level.label}."
        yield from (_check_line(check) for check in reasoning.checks if not check.holds)
        yield from _held_line(reasoning)
        yield from _adjusted_line(reasoning)
    if reasoning.not_counted:
        subjects = ", ".join(subject.title for subject in reasoning.not_counted)
        yield f"Không tính khi xếp mức: {subjects}."


def _check_line(check: LevelCheck) -> str:
    causes = [
        f"{s.title} {_value(s)} (dưới {show_average(check.rule.floor)})" for s in check.below_floor
    ]
    if len(check.failed_comments) > check.rule.failed_comments:
        causes += [f"{s.title} CĐ" for s in check.failed_comments]
    if check.at_bar < check.rule.count:
        bar = show_average(check.rule.bar)
        causes.append(f"{check.at_bar} môn từ {bar} trở lên (cần ít nhất {check.rule.count})")
    return f"Chưa tới mức {check.rule.level.label}: {'; '.join(causes)}."


def _held_line(reasoning: LevelReasoning) -> Iterator[str]:
    check = reasoning.checks[-1]
    if not check.holds:
        return
    rule = check.rule
    comments = (
        "các môn nhận xét đều Đ"
        if rule.failed_comments == 0
        else f"không quá {rule.failed_comments} môn nhận xét CĐ"
    )
    yield (
        f"Đủ điều kiện mức {rule.level.label}: không môn nào dưới {show_average(rule.floor)}; "
        f"{check.at_bar} môn từ {show_average(rule.bar)} trở lên; {comments}."
    )


def _adjusted_line(reasoning: LevelReasoning) -> Iterator[str]:
    before, level, target = reasoning.before_adjustment, reasoning.level, reasoning.target
    if before is None or level is None or target is None:
        return
    subject = reasoning.deciding[0]
    yield (
        f"Chỉ vì môn {subject.title} ({_value(subject)}), em từ mức {target.label} xuống mức "
        f"{before.label}, nên được điều chỉnh lên mức {level.label}."
    )


def explain_promotion(decided: Promotion) -> tuple[str, ...]:
    """Lines for *Vì sao?* of the decision at the end of the year."""
    said = {
        Decision.PROMOTED: "Được lên lớp.",
        Decision.PROMOTED_AFTER_SUMMER: "Được lên lớp sau kì nghỉ hè.",
        Decision.SUMMER: "Chưa được lên lớp; còn việc trong kì nghỉ hè, xong trước ngày 31/8.",
        Decision.NOT_PROMOTED: "Không được lên lớp.",
        Decision.UNDECIDED: "Chưa xét lên lớp.",
    }
    grounds = tuple(_ground_line(ground, decided) for ground in decided.reasons)
    return (said[decided.decision], *grounds)


def _ground_line(ground: Ground, decided: Promotion) -> str:
    learning = decided.learning.label if decided.learning is not None else ""
    conduct = decided.conduct.label if decided.conduct is not None else ""
    subjects = ", ".join(f"{s.title} {_value(s)}" for s in decided.reassess_subjects)
    limit = decided.rules.absences_allowed
    lines = {
        Ground.ALL_MET: f"Học tập {learning}, rèn luyện {conduct}, "
        f"nghỉ {decided.absences} buổi (không quá {limit}).",
        Ground.LEARNING_MISSING: "Chưa có kết quả học tập cả năm.",
        Ground.CONDUCT_MISSING: "Chưa có kết quả rèn luyện cả năm.",
        Ground.ABSENCES_MISSING: "Chưa có tổng số buổi nghỉ học.",
        Ground.ABSENCES: f"Nghỉ {decided.absences} buổi, quá {limit} buổi trong năm học.",
        Ground.CONDUCT: f"Kết quả rèn luyện sau khi rèn luyện trong hè: {conduct}.",
        Ground.LEARNING: f"Kết quả học tập sau khi đánh giá lại: {learning}.",
        Ground.BOTH_FAILED: "Cả học tập và rèn luyện đều Chưa đạt, nên em không thuộc diện "
        "đánh giá lại môn học, trừ khi hiệu trưởng cho phép.",
        Ground.TO_TRAIN: "Rèn luyện Chưa đạt: em rèn luyện trong hè rồi được xếp lại mức.",
        Ground.TO_REASSESS: f"Học tập Chưa đạt: em được đánh giá lại {subjects}.",
        Ground.TRAINED: f"Sau rèn luyện trong hè, kết quả rèn luyện: {conduct}.",
        Ground.REASSESSED: f"Sau đánh giá lại môn học, kết quả học tập: {learning}.",
        Ground.NOTHING_TO_REASSESS: "Học tập Chưa đạt và không có môn nào thuộc diện đánh giá lại.",
        Ground.PRINCIPAL: "Em học theo kế hoạch giáo dục cá nhân: hiệu trưởng quyết định.",
        Ground.PRINCIPAL_MISSING: "Em học theo kế hoạch giáo dục cá nhân: "
        "chờ hiệu trưởng quyết định.",
    }
    return lines[ground]


def _value(result: SubjectResult) -> str:
    if result.assessment is Assessment.COMMENT:
        return "Đ" if result.passed else "CĐ"
    return show_average(result.tenths)
