"""What stands between a client and its server, each with a sentence of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.trouble import Trouble

if TYPE_CHECKING:
    from desktop.sync.protocol import Problem, ProblemCode


class ServerProblem(Trouble):
    """The server answered, and did not serve the request; the sentence is its own."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem

    @property
    def code(self) -> ProblemCode:
        """Which of the closed list."""
        return self.problem.code


class Unreachable(Trouble):
    """No answer, or none that was whole: whether the request had an effect is not known."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Chưa liên lạc được với máy chủ của trường ({address}). "
            "Mọi thay đổi vẫn còn trên máy này và sẽ tự gửi khi có mạng."
        )


class Stopped(Trouble):
    """Somebody here ended the conversation: the program is being closed."""

    def __init__(self) -> None:
        super().__init__("Việc đồng bộ đã dừng. Mọi thay đổi vẫn còn trên máy này.")


class CertificateChanged(Trouble):
    """Whoever answers there shows another certificate than the one that was agreed on."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Máy trả lời ở {address} không phải máy chủ mà máy này đã nối. Chưa gửi gì đi, "
            "mọi thay đổi vẫn còn trên máy này. Hỏi văn phòng mã kết nối mới; nếu không có "
            "ai đổi máy chủ, báo người quản trị."
        )
