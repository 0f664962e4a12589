"""Requests that were not served: each code's status, its sentence, and what becomes a Problem."""

from typing import Final
from uuid import UUID

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from desktop.sync.protocol import Problem, ProblemCode

STATUS: Final[dict[ProblemCode, int]] = {
    ProblemCode.SIGN_IN: 401,
    ProblemCode.WRONG_PASSWORD: 401,
    ProblemCode.MUST_CHANGE: 403,
    ProblemCode.WAIT: 429,
    ProblemCode.NOT_PERMITTED: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.EPOCH: 409,
    ProblemCode.GAP: 409,
    ProblemCode.CLIENT_TOO_OLD: 426,
    ProblemCode.SERVER_TOO_OLD: 422,
    ProblemCode.MALFORMED: 400,
    ProblemCode.TOO_LARGE: 413,
    ProblemCode.WRONG_CONTENT: 422,
    ProblemCode.WEAK_PASSWORD: 422,
    ProblemCode.UNAVAILABLE: 503,
}

SENTENCE: Final[dict[ProblemCode, str]] = {
    ProblemCode.SIGN_IN: (
        "Phiên làm việc với máy chủ đã hết. Mọi thay đổi trên máy này vẫn còn. "
        "Đăng nhập lại để gửi tiếp."
    ),
    ProblemCode.WRONG_PASSWORD: (
        "Tài khoản hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ rồi gõ lại."
    ),
    ProblemCode.MUST_CHANGE: (
        "Mật khẩu hiện tại do người khác đặt. Đổi mật khẩu xong thì làm việc được ngay."
    ),
    ProblemCode.WAIT: (
        "Máy chủ đang bận hoặc đã có nhiều lần gõ sai mật khẩu. Mọi thay đổi trên máy này vẫn "
        "còn. Chờ ít phút rồi làm lại."
    ),
    ProblemCode.NOT_PERMITTED: (
        "Việc này cần người được phân công. Không có gì bị thay đổi; "
        "cần đổi phân công thì hỏi hiệu trưởng hoặc quản trị CSDL."
    ),
    ProblemCode.NOT_FOUND: "Máy chủ không có nội dung được hỏi. Không có gì bị thay đổi.",
    ProblemCode.EPOCH: (
        "Máy chủ vừa được khôi phục từ bản sao lưu. Mọi thay đổi trên máy này vẫn còn và sẽ "
        "được gửi lại."
    ),
    ProblemCode.GAP: (
        "Máy chủ chưa nhận phần đứng trước phần vừa gửi. Mọi thay đổi trên máy này vẫn còn và "
        "sẽ được gửi lại từ chỗ thiếu."
    ),
    ProblemCode.CLIENT_TOO_OLD: (
        "Chương trình trên máy này cũ hơn bản mà máy chủ còn phục vụ. Mọi thay đổi vẫn còn trên "
        "máy. Cập nhật chương trình rồi đồng bộ lại."
    ),
    ProblemCode.SERVER_TOO_OLD: (
        "Chương trình trên máy này mới hơn máy chủ. Mọi thay đổi vẫn còn trên máy và sẽ được "
        "gửi khi máy chủ được cập nhật."
    ),
    ProblemCode.MALFORMED: (
        "Máy chủ không đọc được yêu cầu này. Không có gì bị thay đổi. "
        "Nếu việc này lặp lại, hãy báo cho người quản trị."
    ),
    ProblemCode.TOO_LARGE: (
        "Nội dung gửi lớn hơn mức máy chủ nhận trong một lần. Không có gì bị thay đổi."
    ),
    ProblemCode.WRONG_CONTENT: (
        "Tệp vừa gửi không đúng loại hoặc không trọn vẹn nên chưa được giữ lại. "
        "Tệp nhận được: PDF, PNG, JPEG, WebP, XLSX, DOCX."
    ),
    ProblemCode.WEAK_PASSWORD: (
        "Mật khẩu mới chưa đủ mạnh. Mật khẩu cũ vẫn dùng được. Chọn mật khẩu khác."
    ),
    ProblemCode.UNAVAILABLE: (
        "Máy chủ tạm thời chưa trả lời được. Mọi thay đổi trên máy này vẫn còn và sẽ tự gửi lại."
    ),
}

NO_ROUTE: Final = 404
FAULT: Final = 500
TOO_SLOW: Final = 408
BAD_MEDIA: Final = 415
NOT_THERE: Final = 416  # of a range
RETRY_SOON: Final = 5  # seconds, where nothing better is known


class Unserved(Exception):
    """A request that ends with a problem; `status` where it is not that of the code."""

    def __init__(self, problem: Problem, status: int = 0) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.status = status or STATUS[problem.code]


def unserved(
    code: ProblemCode, sentence: str = "", *, status: int = 0, seconds: int = 0, expected: int = 0,
    epoch: UUID | None = None,
) -> Unserved:  # fmt: skip
    """The exception that answers with this problem, in its own words where none are given."""
    return Unserved(Problem(code, sentence or SENTENCE[code], seconds, expected, epoch), status)


def problem_of(code: ProblemCode, seconds: int = 0) -> Problem:
    """The problem in the code's own words."""
    return Problem(code, SENTENCE[code], seconds)


# The database is away, restarting or full: the same request may come again.
AWAY: Final = (OperationalError, InterfaceError, InternalError, NoConnectionFree)
