"""What is said of typing into a month."""

from collections.abc import Sequence
from typing import Final

from desktop.rules.attendance import DayPart

HINT: Final = "Gõ P, K hoặc M; phím cách: có mặt"
_HINT_OF_TWO: Final = "Gõ P, K hoặc M cho cả ngày, K/P cho từng buổi; phím cách: có mặt"


def hint(parts: Sequence[DayPart]) -> str:
    """What can be typed."""
    return _HINT_OF_TWO if len(parts) > 1 else HINT
