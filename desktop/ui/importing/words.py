"""The sentences of an import: what is there to see, what went in, and why it did not."""

from typing import Final

from desktop.commands.command import Refused
from desktop.ui.importing.preview import Preview

FOOT: Final = "Tệp gốc không bị thay đổi. Sau khi ghi vẫn hoàn tác được cả lần nhập."
_TOLD: Final = 3


def left_word(preview: Preview) -> str:
    """41 dòng, 3 dòng cần xem."""
    count = sum(preview.counts.values())
    if not preview.problems:
        return f"{count} {preview.unit}, không còn chỗ cần xem"
    return f"{count} {preview.unit}, {len(preview.problems)} chỗ cần xem"


def preview_word(preview: Preview) -> str:
    """What is told of a file that changes nothing."""
    count = sum(preview.counts.values())
    if not count:
        return f"Tệp {preview.file} không có {preview.unit} nào để nhập. Sổ giữ nguyên."
    return f"Tệp {preview.file} không có gì khác với sổ: {count} {preview.unit} không đổi."


def written_words(preview: Preview) -> str:
    """What went in, and what stayed."""
    said = f"Đã ghi {preview.to_write} {preview.unit} từ tệp {preview.file} vào {preview.target}."
    if preview.left:
        said += f" {preview.left} {preview.unit} để lại chưa ghi; nhập lại tệp để giải quyết tiếp."
    return said


def refusal_words(refused: Refused) -> str:
    """Why nothing was written; the first of the bad lines by name."""
    details = [d.sentence for d in refused.detail if d.sentence not in refused.message]
    return " ".join([refused.message, *details[:_TOLD]])
