"""What can go wrong with a school's file, each with its own sentence for the person at the screen.

A sentence says what happened, what was kept, and what to do. Nothing here imports SQLAlchemy,
for the sign-in shows these sentences before it is loaded.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from desktop.rules.instants import show_moment
from desktop.rules.passwords import WeakPassword as WeakPassword  # noqa: PLC0414 - told from here
from desktop.rules.trouble import BackupDamaged as BackupDamaged  # noqa: PLC0414 - as above
from desktop.rules.trouble import NewerFile as NewerFile  # noqa: PLC0414 - as above
from desktop.rules.trouble import NotABackup as NotABackup  # noqa: PLC0414 - as above
from desktop.rules.trouble import Trouble as Trouble  # noqa: PLC0414 - as above
from desktop.rules.trouble import WrongPassphrase as WrongPassphrase  # noqa: PLC0414 - as above

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class WrongPassword(Trouble):
    """The password opens no slot; ``tries_left`` more before the person has to wait."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(
            f"Mật khẩu chưa đúng. Còn {tries_left} lần thử trước khi phải chờ. "
            "Xem lại phím Caps Lock và bộ gõ tiếng Việt rồi gõ lại."
        )
        self.tries_left = tries_left


class MustWait(Trouble):
    """Too many wrong tries: nothing is tried for another ``seconds``."""

    def __init__(self, seconds: int, wrong_tries: int) -> None:
        super().__init__(
            f"Mật khẩu đã gõ chưa đúng {wrong_tries} lần liền. Dữ liệu vẫn nguyên vẹn. "
            f"Chờ {_span(seconds)} rồi gõ lại; nếu quên mật khẩu, nhờ quản trị CSDL đặt lại."
        )
        self.seconds = seconds


class NoAccount(Trouble):
    """No slot of that name in this school's folder."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"Trên máy này chưa có tài khoản {account}. Chọn đúng tên trong danh sách, "
            "hoặc nhờ quản trị CSDL tạo tài khoản."
        )


class AccountTaken(Trouble):
    """Another person signs in under that name, or the person has an account already."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"Tài khoản {account} đã có trên máy này và được giữ nguyên. Chọn tên tài khoản khác."
        )


class LastAccount(Trouble):
    """Removing the only slot would lose the file's key for ever."""

    def __init__(self) -> None:
        super().__init__(
            "Đây là tài khoản cuối cùng mở được sổ này nên được giữ lại. "
            "Tạo tài khoản cho người khác trước, rồi mới xóa tài khoản này."
        )


class InUse(Trouble):
    """Another window holds the file; ``who`` and ``since`` (UTC microseconds) where known."""

    def __init__(self, who: str = "", since: int | None = None) -> None:
        of_whom = f" của {who}" if who else ""
        from_when = f" từ {show_moment(since)}" if since is not None else ""
        super().__init__(
            f"Sổ của trường đang mở ở một cửa sổ khác{of_whom}{from_when}. "
            "Không có gì bị thay đổi. Chuyển sang cửa sổ ấy để làm tiếp, hoặc đóng nó rồi mở lại."
        )
        self.who, self.since = who, since


class CorruptFile(Trouble):
    """The file is not what was written: another key, overwritten, truncated."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp sổ {path} không đọc được vì nội dung đã bị hư hại. "
            "Tệp được giữ nguyên tại chỗ, không ghi gì thêm vào. "
            "Khôi phục từ bản sao lưu gần nhất vào một thư mục khác để làm việc tiếp."
        )
        self.path = path


class KeysUnreadable(Trouble):
    """Neither keys.json nor its copy can be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Tệp khóa keys.json trong {folder} và bản dự phòng của nó đều không đọc được. "
            "Tệp sổ vẫn nguyên nhưng chưa mở được. Khôi phục từ bản sao lưu gần nhất."
        )


class NotASchool(Trouble):
    """The folder holds no school."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Thư mục {folder} không có sổ của trường nào. "
            "Chọn thư mục có hai tệp school.db và keys.json, hoặc lập trường mới."
        )


class SchoolExists(Trouble):
    """A school lies in the folder where a new one was to be made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Thư mục {folder} đã có sổ của một trường; sổ ấy được giữ nguyên. "
            "Chọn một thư mục trống cho trường mới."
        )


class ReadOnlyFolder(Trouble):
    """The place cannot be written to."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Không ghi được vào {path} vì nơi này chỉ cho đọc. "
            "Những gì đã có vẫn nguyên, thay đổi vừa rồi chưa được ghi. "
            "Chọn nơi khác ghi được, hoặc nhờ người quản trị máy cấp quyền ghi."
        )


class DiskFull(Trouble):
    """No room left; the transaction was undone as a whole."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Ổ đĩa chứa {path} đã hết chỗ nên thay đổi vừa rồi chưa được ghi. "
            "Mọi điều đã ghi trước đó vẫn nguyên. Dọn bớt tệp trên ổ đĩa rồi làm lại."
        )


class DriveTrouble(Trouble):
    """The drive does not read or write: pulled out, worn out, network share gone."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Ổ đĩa chứa {path} không đọc hoặc ghi được nên thay đổi vừa rồi chưa được ghi. "
            "Mọi điều đã ghi trước đó vẫn nguyên. "
            "Cắm lại ổ đĩa hoặc kiểm tra dây mạng, rồi mở lại sổ."
        )


class Busy(Trouble):
    """Another connection held the file for longer than we were ready to wait."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp {path} đang bận nên thay đổi vừa rồi chưa được ghi. "
            "Mọi điều đã ghi trước đó vẫn nguyên. Chờ vài giây rồi làm lại."
        )


class SchoolClosed(Trouble):
    """Something was asked of a school that this window has closed."""

    def __init__(self) -> None:
        super().__init__(
            "Sổ của trường đã đóng nên thay đổi vừa rồi chưa được ghi. "
            "Mọi điều đã ghi trước đó vẫn nguyên. Đăng nhập lại để làm tiếp."
        )


class SignInDue(Trouble):
    """The last sign-in at the server, at `since` (UTC microseconds), is too long ago."""

    def __init__(self, since: int) -> None:
        super().__init__(
            f"Lần đăng nhập gần nhất với máy chủ của trường là {show_moment(since)}, đã quá hạn "
            "làm việc không có mạng. Những gì đã nhập trên máy này vẫn còn nguyên. "
            "Nối mạng rồi đăng nhập lại để mở sổ."
        )
        self.since = since


class UpgradeUnproved(Trouble):
    """The upgraded copy does not hold what the old file holds; the old one stays."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Đã thử chuyển sổ sang bản mới nhưng bản chuyển không khớp với bản cũ ({what}). "
            "Sổ cũ được giữ nguyên, bản chuyển đã bỏ. Dùng tiếp bản chương trình cũ và báo lại."
        )


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} giây"
    return f"{minutes} phút {rest} giây" if rest else f"{minutes} phút"


class BackupUnproved(Trouble):
    """What was read back from a new backup is not what the school's file holds."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Bản sao lưu vừa ghi vào {path} đọc lại không khớp với sổ nên đã bỏ. "
            "Sổ vẫn nguyên. Sao lưu lại sang một ổ đĩa khác."
        )


# Primary result codes of SQLite (https://sqlite.org/rescode.html); the module that raises them is
# not imported here, so they stand as numbers.
_BY_SQLITE_CODE: dict[int, Callable[[Path], Trouble]] = {
    5: Busy,  # SQLITE_BUSY
    6: Busy,  # SQLITE_LOCKED
    8: ReadOnlyFolder,  # SQLITE_READONLY
    10: DriveTrouble,  # SQLITE_IOERR
    11: CorruptFile,  # SQLITE_CORRUPT
    13: DiskFull,  # SQLITE_FULL
    14: ReadOnlyFolder,  # SQLITE_CANTOPEN: the folder or its -wal cannot be made
    26: CorruptFile,  # SQLITE_NOTADB: wrong key or overwritten header
}
_BY_ERRNO: dict[int, Callable[[Path], Trouble]] = {
    errno.ENOSPC: DiskFull,
    errno.EFBIG: DiskFull,  # quota of the process, or 4 GB on a FAT stick
    errno.EROFS: ReadOnlyFolder,
    errno.EACCES: ReadOnlyFolder,
    errno.EPERM: ReadOnlyFolder,
    errno.ENOTDIR: ReadOnlyFolder,
    errno.EIO: DriveTrouble,
    errno.ENODEV: DriveTrouble,
}
if hasattr(errno, "EDQUOT"):  # not on every Windows build
    _BY_ERRNO[errno.EDQUOT] = DiskFull


def trouble_of(error: BaseException, path: Path) -> Trouble | None:
    """The trouble behind an error of the system or the driver; None where it is a bug instead."""
    cause = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's own
    if "no such savepoint" in str(cause) and error.__context__ is not None:
        return trouble_of(error.__context__, path)  # a full disk has ended the whole transaction
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        make = _BY_SQLITE_CODE.get(code & 0xFF)
    elif isinstance(cause, OSError) and cause.errno is not None:
        make = _BY_ERRNO.get(cause.errno)
    else:
        make = None
    return make(path) if make else None


class in_words:  # noqa: N801 - reads as a phrase: with in_words(path)
    """Turns what system and driver raise about ``path`` into a trouble; bugs pass through."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        trouble = trouble_of(error, self._path) if error else None
        if trouble:
            raise trouble from error
