"""Reads a file that the person chose: what is too large is not read at all."""

from pathlib import Path

from desktop.rules.papers import too_large
from desktop.store.files import UnfitFile
from desktop.store.trouble import Trouble


class Unreadable(Trouble):
    """The computer does not hand the file out."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Máy không đọc được tệp {name} nên chưa có gì được ghi. Kiểm tra tệp còn ở chỗ cũ, "
            "hoặc chép sang ổ đĩa khác rồi chọn lại."
        )


def read_chosen(path: Path) -> bytes:
    """The bytes. Raises UnfitFile, Unreadable."""
    try:
        heavy = too_large(path.name, path.stat().st_size)
        if not heavy:
            return path.read_bytes()
    except OSError as why:
        raise Unreadable(path.name) from why
    raise UnfitFile(heavy)
