"""What can be permitted, and the words for it."""

from enum import StrEnum


class Capability(StrEnum):
    """What can be permitted, as `resource:action`."""

    SCHOOL_EDIT = "school:edit"
    STAFF_EDIT = "staff:edit"
    COURSE_EDIT = "course:edit"
    ROSTER_SEE = "roster:see"
    ROSTER_EDIT = "roster:edit"
    CARE_SEE = "care:see"
    CARE_EDIT = "care:edit"
    TRANSFER_RECORD = "transfer:record"
    CLASS_PROMOTE = "class:promote"
    CONSENT_SEE = "consent:see"
    CONSENT_RECORD = "consent:record"
    PUPIL_EXPORT = "pupil:export"
    ACCESS_LOG_SEE = "access_log:see"
    ROLL_SEE = "roll:see"
    ROLL_TAKE = "roll:take"
    ROLL_CONFIRM = "roll:confirm"
    ROLL_CHANGE = "roll:change"
    ROLL_PLAN = "roll:plan"
    SHEET_RECEIVE = "sheet:receive"
    SHEET_SIGN = "sheet:sign"
    IRREGULARITIES_SEE = "irregularities:see"
    MARKS_SEE = "marks:see"
    MARKS_ENTER = "marks:enter"
    MARKS_BRING_IN = "marks:bring_in"
    HISTORY_SEE = "history:see"
    CONDUCT_SEE = "conduct:see"
    CONDUCT_ENTER = "conduct:enter"
    BOOK_LOCK = "book:lock"
    BOOK_PRINT = "book:print"
    TEACHER_BOOK_PRINT = "teacher_book:print"
    BACKUP_MAKE = "backup:make"

    @property
    def label(self) -> str:
        """The words in the permission page and in refusals."""
        return CAPABILITY_LABELS[self]


CAPABILITY_LABELS = {
    Capability.SCHOOL_EDIT: "sửa thông tin trường, năm học, lịch",
    Capability.STAFF_EDIT: "quản lý cán bộ, tài khoản, phân công",
    Capability.COURSE_EDIT: "quản lý lớp, môn, phân công giảng dạy",
    Capability.ROSTER_SEE: "xem danh sách lớp",
    Capability.ROSTER_EDIT: "sửa danh sách lớp",
    Capability.CARE_SEE: "xem gia đình, địa chỉ, diện ưu tiên",
    Capability.CARE_EDIT: "sửa gia đình, địa chỉ, diện ưu tiên",
    Capability.TRANSFER_RECORD: "ghi chuyển đến, chuyển đi, thôi học, học lại",
    Capability.CLASS_PROMOTE: "chuyển lớp, cho lớp lên năm học mới",
    Capability.CONSENT_SEE: "xem đồng ý của phụ huynh",
    Capability.CONSENT_RECORD: "ghi đồng ý của phụ huynh",
    Capability.PUPIL_EXPORT: "xuất toàn bộ dữ liệu của một học sinh",
    Capability.ACCESS_LOG_SEE: "xem ai đã xem, xuất dữ liệu nhạy cảm",
    Capability.ROLL_SEE: "xem điểm danh",
    Capability.ROLL_TAKE: "điểm danh",
    Capability.ROLL_CONFIRM: "xác nhận điểm danh tháng",
    Capability.ROLL_CHANGE: "sửa điểm danh đã xác nhận",
    Capability.ROLL_PLAN: "đặt buổi học, bữa ăn của lớp",
    Capability.SHEET_RECEIVE: "in, nhận sổ gọi tên tháng",
    Capability.SHEET_SIGN: "kí duyệt sổ gọi tên tháng",
    Capability.IRREGULARITIES_SEE: "xem điểm danh sửa sau xác nhận",
    Capability.MARKS_SEE: "xem điểm",
    Capability.MARKS_ENTER: "nhập điểm, nhận xét của lớp–môn",
    Capability.MARKS_BRING_IN: "nhập điểm chuyển đến",
    Capability.HISTORY_SEE: "xem lịch sử của ô điểm",
    Capability.CONDUCT_SEE: "xem kết quả rèn luyện",
    Capability.CONDUCT_ENTER: "nhập kết quả rèn luyện, nhận xét, buổi nghỉ",
    Capability.BOOK_LOCK: "khóa sổ, mở khóa",
    Capability.BOOK_PRINT: "in sổ của lớp",
    Capability.TEACHER_BOOK_PRINT: "in sổ của giáo viên",
    Capability.BACKUP_MAKE: "sao lưu, khôi phục",
}
