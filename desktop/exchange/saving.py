"""Why a file that was to go out is not there."""

import errno
from pathlib import Path

from desktop.rules.trouble import Trouble


def not_saved(path: Path, refused: OSError) -> Trouble:
    """What the system said, as a sentence for the person."""
    if refused.errno in {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return Trouble(
            f"Ổ đĩa đã hết chỗ nên tệp {path.name} chưa được lưu. Sổ của trường không thay đổi. "
            "Dọn bớt tệp trên ổ đĩa hoặc chọn nơi khác rồi xuất lại."
        )
    return Trouble(
        f"Không lưu được {path}: nơi này chỉ cho đọc, hoặc tệp đang mở trong Excel. "
        "Sổ của trường không thay đổi. Đóng tệp hoặc chọn nơi khác rồi xuất lại."
    )
