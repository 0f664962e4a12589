"""What stands in the way of something outside the program's control, told to who can act on it."""

from pathlib import Path


class Trouble(Exception):
    """A sentence for the person: what happened, what was kept, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NewerFile(Trouble):
    """The file was written by a newer program than this one."""

    def __init__(self) -> None:
        super().__init__(
            "Sổ này đã được mở bằng bản Sổ Trường mới hơn bản trên máy này. "
            "Dữ liệu vẫn nguyên, chưa bị động đến. Cập nhật chương trình rồi mở lại."
        )


class NotABackup(Trouble):
    """The file was never a backup of this program."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp {path} không phải bản sao lưu của Sổ Trường. Không có gì bị thay đổi. "
            "Chọn đúng tệp sao lưu rồi làm lại."
        )


class BackupDamaged(Trouble):
    """Some byte of the backup is not as it was written, or its end is missing."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Bản sao lưu {path} đã bị thay đổi hoặc chép chưa trọn. "
            "Không có gì được lấy ra từ tệp này, sổ đang dùng vẫn nguyên. "
            "Dùng một bản sao lưu khác."
        )


class WrongPassphrase(Trouble):
    """The passphrase is not the one that the backup was made with."""

    def __init__(self) -> None:
        super().__init__(
            "Mật khẩu của bản sao lưu chưa đúng. Không có gì bị thay đổi. "
            "Gõ lại mật khẩu đã đặt khi sao lưu; mật khẩu này không đặt lại được."
        )
