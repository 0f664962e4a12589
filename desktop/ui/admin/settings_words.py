"""The school's settings in words: what each decides, its ways, and what a way means."""

import json
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Option:
    """One way: its plain value and its words."""

    value: Any
    words: str

    @property
    def stored(self) -> str:
        """As the command carries it."""
        return json.dumps(self.value)


@dataclass(frozen=True, slots=True)
class SettingWords:
    """A setting; the first option is the default, stored as nothing at all."""

    name: str
    code: str
    title: str
    text: str
    options: tuple[Option, ...]


def _yes_no(yes: str, no: str, *, default: bool) -> tuple[Option, ...]:
    ways = (Option(True, yes), Option(False, no))
    return ways if default else ways[::-1]


GROUPS: Final[tuple[tuple[str, tuple[SettingWords, ...]], ...]] = (
    ("Điểm và xếp loại", (
        SettingWords(
            "regular_number", "X-1", "Số điểm đánh giá thường xuyên",
            "Thông tư 22 nêu 2, 3 hoặc 4 ĐĐGtx mỗi học kì theo số tiết.",
            (
                Option("exact", "đúng số quy định"),
                Option("minimum", "ít nhất bằng số quy định, trường đặt mức nhiều nhất"),
            ),
        ),
        SettingWords(
            "regular_most", "X-1", "Số ĐĐGtx nhiều nhất",
            "Dùng khi số quy định được hiểu là ít nhất.",
            tuple(Option(n, f"{n} cột") for n in (4, 5, 6, 7, 8, 9)),
        ),
        SettingWords(
            "cluster", "X-2", "Cụm chuyên đề học tập (THPT)",
            "Kết quả cụm chuyên đề được ghi vào đâu.",
            (
                Option("extra", "thêm một ĐĐGtx"), Option("one_of", "là một trong các ĐĐGtx"),
                Option("not_used", "không dùng"),
            ),
        ),
        SettingWords(
            "single_subject", "X-3", "Chỉ do một môn làm hạ mức",
            "Khi nào được điều chỉnh lên mức liền kề (Điều 9 khoản 2).",
            (
                Option("strict", "chặt: không kể môn ấy vẫn đủ số môn ở mức cao"),
                Option("lenient", "rộng: coi môn ấy đạt mức tốt nhất"),
            ),
        ),
        SettingWords(
            "second_language_counts", "X-6", "Ngoại ngữ 2, tiếng dân tộc thiểu số",
            "Có tính khi xếp loại hay không.",
            _yes_no("có tính", "không tính", default=False),
        ),
        SettingWords(
            "one_term", "X-7", "Môn chỉ có kết quả một học kì",
            "Kết quả cả năm của môn ấy.",
            (
                Option("that_term", "lấy kết quả của học kì đó, có ghi chú"),
                Option("manual", "hiệu trưởng quyết định từng em"),
            ),
        ),
        SettingWords(
            "reassess_after_training", "X-4", "Học tập và rèn luyện cùng Chưa đạt",
            "Có được đánh giá lại môn học sau khi rèn luyện trong hè.",
            _yes_no("được, sau khi rèn luyện đạt", "không được", default=False),
        ),
        SettingWords(
            "title_despite_absences", "X-19", "Danh hiệu khi nghỉ quá 45 buổi",
            "Em nghỉ quá 45 buổi có được khen thưởng cuối năm.",
            _yes_no("vẫn được xét", "không xét", default=False),
        ),
    )),
    ("Điểm danh", (
        SettingWords(
            "half_days", "X-11", "Nghỉ cả buổi sáng và buổi chiều",
            "Thông tư 22 tính một ngày là một buổi khi xét 45 buổi nghỉ.",
            (
                Option("one_a_day", "mỗi ngày tính nhiều nhất một buổi"),
                Option("separate", "sáng, chiều tính riêng"),
            ),
        ),
        SettingWords(
            "late_makes_one", "X-11", "Đi muộn",
            "Bao nhiêu lần đi muộn được tính là một buổi nghỉ không phép.",
            (
                Option(0, "không tính"),
                *(Option(n, f"{n} lần là một buổi nghỉ") for n in (2, 3, 4, 5)),
            ),
        ),
    )),
    ("Ngày làm việc và thời hạn", (
        SettingWords(
            "working_week", "X-13", "Tuần làm việc",
            "Ngày nào được tính khi đếm ngày làm việc đến hạn vào điểm.",
            (Option("mon_fri", "thứ Hai đến thứ Sáu"), Option("mon_sat", "thứ Hai đến thứ Bảy")),
        ),
        SettingWords(
            "week_ends_on", "X-13", "Hạn “hết tuần n” là hết ngày",
            "Dùng cho hạn vào điểm thường xuyên.",
            (Option(5, "thứ Bảy"), Option(4, "thứ Sáu"), Option(6, "Chủ nhật")),
        ),
        SettingWords(
            "test_day_counts", "X-13", "Ngày kiểm tra",
            "Có phải ngày đầu tiên trong số ngày làm việc.",
            _yes_no("tính là ngày đầu", "không tính, đếm từ ngày làm việc sau", default=False),
        ),
    )),
)  # fmt: skip


def option_of(setting: SettingWords, stored: str) -> Option | None:
    """The option that is chosen; None for a value of a later version of the program."""
    if not stored:
        return setting.options[0]
    return next((o for o in setting.options if o.stored == stored), None)
