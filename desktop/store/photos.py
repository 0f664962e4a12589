"""Makes a pupil's photograph out of any image file: upright, small, and without what a camera adds.

Where and when a picture was taken stands in it unseen; nothing of that is kept.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings, simplefilter

from desktop.commands.papers import MOST_SMALL, KeepPhoto
from desktop.rules.papers import unfit_file
from desktop.store.files import UnfitFile, keep_file

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PIL.Image import Image

    from desktop.store.school import School

_WHOLE: Final = (900, 1200)
_SMALL: Final = (120, 160)
_WHOLE_QUALITY: Final = 85
_QUALITIES: Final = (80, 70, 60, 50, 40, 30, 20)
_MOST_POINTS: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Photograph:
    """Two JPEGs of one face: the whole one for the card, the small one for lists."""

    whole: bytes
    small: bytes


def make_photograph(content: bytes, name: str) -> Photograph:
    """The photograph out of a PNG, JPEG or WebP file. Raises UnfitFile."""
    unfit = unfit_file(name, content, images_only=True)
    if unfit:
        raise UnfitFile(unfit)
    image = _opened(content, name)
    return Photograph(_jpeg(_within(image, _WHOLE), _WHOLE_QUALITY), _small(image))


def keep_photo(
    school: School, where: tuple[UUID, UUID], content: bytes, name: str,
    taken_on: date | None = None,
) -> KeepPhoto:  # fmt: skip
    """Keep the files and return the command to carry out; `where` is class and pupil."""
    made = make_photograph(content, name)
    kept = keep_file(school.folder, school.unlocked.file_key, made.whole, name)
    class_id, student_id = where
    return KeepPhoto(
        class_id=class_id, student_id=student_id, sha256=kept.sha256, size=kept.size,
        small=b64encode(made.small).decode(), taken_on=taken_on,
    )  # fmt: skip


def _opened(content: bytes, name: str) -> Image:
    """Upright and in colours that a JPEG knows."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    try:
        with catch_warnings():
            simplefilter("error", Pillow.DecompressionBombWarning)
            image = Pillow.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
        width, height = image.size
        if width * height > _MOST_POINTS:
            raise _too_many_points(name)
        return _on_white(ImageOps.exif_transpose(image))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as bomb:
        raise _too_many_points(name) from bomb
    except (OSError, ValueError, SyntaxError) as broken:
        raise _not_an_image(name) from broken


def _on_white(image: Image) -> Image:
    from PIL import Image as Pillow

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        ground = Pillow.new("RGBA", with_alpha.size, "white")
        return Pillow.alpha_composite(ground, with_alpha).convert("RGB")
    return image.convert("RGB")


def _within(image: Image, most: tuple[int, int]) -> Image:
    made = image.copy()
    made.thumbnail(most)
    return made


def _small(image: Image) -> bytes:
    """As good as fits into its few kilobytes."""
    made = _within(image, _SMALL)
    tried = (_jpeg(made, quality) for quality in _QUALITIES)
    return next((one for one in tried if len(one) <= MOST_SMALL), _jpeg(made, 1))


def _jpeg(image: Image, quality: int) -> bytes:
    kept = BytesIO()
    image.save(kept, "JPEG", quality=quality, optimize=True)
    return kept.getvalue()


def _not_an_image(name: str) -> UnfitFile:
    return UnfitFile(
        f"Tệp {name} không mở được thành ảnh nên chưa được nhận; tệp có thể chưa tải xong. "
        "Chọn tệp ảnh khác, hoặc chụp lại."
    )


def _too_many_points(name: str) -> UnfitFile:
    return UnfitFile(
        f"Ảnh {name} có nhiều điểm ảnh hơn mức chương trình mở được nên chưa được nhận. "
        "Thu nhỏ ảnh rồi chọn lại."
    )
