"""Which files are kept: told by their bytes, never by their names."""

import pytest

from desktop.rules.papers import MOST_BYTES, FileKind, sniff, unfit_file


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n....", FileKind.PNG),
        (b"\xff\xd8\xff\xe0....", FileKind.JPEG),
        (b"RIFF....WEBPVP8 ", FileKind.WEBP),
        (b"RIFF....WAVEfmt ", None),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"<html>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_the_kind_is_told_by_the_bytes(content: bytes, kind: FileKind | None):
    assert sniff(content) is kind


def test_what_cannot_be_kept_is_told_with_what_to_do():
    assert unfit_file("a.pdf", b"%PDF-1.7") == ""
    assert "10 MB" in unfit_file("a.pdf", b"%PDF-" + bytes(MOST_BYTES))
    assert "40 MB" in unfit_file("anh.jpg", b"\xff\xd8\xff" + bytes(40 * 1024 * 1024))
    assert "PDF, PNG" in unfit_file("bang.xlsx", b"PK\x03\x04")
    assert "không phải ảnh" in unfit_file("a.pdf", b"%PDF-1.7", images_only=True)
