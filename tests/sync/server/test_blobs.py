"""Files over HTTP: whole, in pieces, broken off; kinds, hashes, and who may send and read."""

import random
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from httpx import Response
from sqlalchemy import func, select, text

from desktop.models.central import Blob, BlobPart
from desktop.rules.permissions import (
    OFFICE_AUDIENCE,
    SCHOOL_AUDIENCE,
    AudienceKind,
    audience,
)
from desktop.sync.protocol import LARGEST_BLOB, BlobReceived, ProblemCode
from desktop.sync.server.blobs import FORGOTTEN, STRETCH
from desktop.sync.server.sniffing import KIND_OF, MEDIA_TYPES, BlobKind, sniff
from tests.sync.server.reached import Reached, problem, told_piecewise

pytestmark = pytest.mark.postgres
PDF, PNG = MEDIA_TYPES[BlobKind.PDF], MEDIA_TYPES[BlobKind.PNG]


def a_pdf(size: int = 1_000, seed: int = 1) -> bytes:
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9)  # noqa: S311 - any bytes


def office_file(*members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "<xml/>")
    return file.getvalue()


XLSX = office_file("[Content_Types].xml", "xl/workbook.xml")
DOCX = office_file("[Content_Types].xml", "word/document.xml")
KINDS = {
    BlobKind.PDF: a_pdf(),
    BlobKind.PNG: b"\x89PNG\r\n\x1a\n" + bytes(20),
    BlobKind.JPEG: b"\xff\xd8\xff\xe0" + bytes(20),
    BlobKind.WEBP: b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8),
    BlobKind.XLSX: XLSX,
    BlobKind.DOCX: DOCX,
}


def where(content: bytes, group: Any = SCHOOL_AUDIENCE) -> str:
    return f"blobs/{sha256(content).hexdigest()}?audience={group}"


def put(web: Reached, content: bytes, name: str = "ha", media: str = PDF, **more: Any) -> Response:
    path = more.pop("path", where(content, more.pop("group", SCHOOL_AUDIENCE)))
    return web.ask("PUT", path, name, content, **{"Content-Type": media} | more)


def put_part(web: Reached, content: bytes, start: int, end: int, **more: Any) -> Response:
    spoken = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}", "path": where(content)}
    return put(web, content[start:end], **spoken | more)


def received(answer: Response) -> BlobReceived:
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=BlobReceived)


@pytest.mark.parametrize("kind", list(BlobKind))
def test_a_file_of_each_kind_comes_and_goes(web: Reached, kind: BlobKind):
    content = KINDS[kind]
    size = len(content)
    answer = received(put(web, content, media=kind.media_type))
    assert answer == BlobReceived(size, size, whole=True)
    got = web.ask("GET", where(content), "cn")
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-type"] == kind.media_type
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"


def test_a_large_file_is_kept_in_parts_and_read_from_any_place(web: Reached):
    content = a_pdf(3 * STRETCH + 17)
    assert received(put(web, content)).whole
    with web.school.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(BlobPart)) > 1
    assert web.ask("GET", where(content), "ha").content == content
    for first, last in ((0, 0), (5, STRETCH), (STRETCH - 1, STRETCH), (3 * STRETCH, "")):
        got = web.ask("GET", where(content), "ha", Range=f"bytes={first}-{last}")
        end = len(content) if last == "" else int(last) + 1
        assert got.status_code == 206
        assert got.content == content[first:end]
        assert got.headers["content-range"] == f"bytes {first}-{end - 1}/{len(content)}"
    beyond = web.ask("GET", where(content), "ha", Range=f"bytes={len(content)}-")
    problem(beyond, 416, ProblemCode.MALFORMED)
    assert web.ask("GET", where(content), "ha", Range="lines=1-2").content == content


def test_the_same_file_again_costs_nothing(web: Reached):
    content = a_pdf()
    put(web, content)
    assert received(put(web, content, name="cn")).whole
    with web.school.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(BlobPart)) == 1


def test_an_upload_goes_on_where_it_stopped(web: Reached):
    content = a_pdf(1_000)
    assert received(put_part(web, content, 0, 400)) == BlobReceived(400, 1_000, whole=False)
    head = web.ask("HEAD", where(content), "ha")
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == ("400", "1000")
    assert head.headers["upload-complete"] == "?0"
    problem(web.ask("GET", where(content), "ha"), 404, ProblemCode.NOT_FOUND)
    told = problem(put_part(web, content, 500, 1_000), 409, ProblemCode.GAP)
    assert told.expected == 400
    assert received(put_part(web, content, 300, 700)).received == 700  # 100 of them once more
    assert received(put_part(web, content, 700, 1_000)).whole
    assert web.ask("HEAD", where(content), "ha").headers["upload-complete"] == "?1"
    assert web.ask("GET", where(content), "ha").content == content


def test_bytes_that_came_before_the_line_broke_are_kept(web: Reached):
    content = a_pdf(2 * STRETCH)
    told_piecewise(
        web, "PUT", where(content),
        web.headers("ha", **{"Content-Type": PDF, "Content-Length": str(len(content))}),
        {"type": "http.request", "body": content[:STRETCH], "more_body": True},
        {"type": "http.request", "body": content[STRETCH : STRETCH + 999], "more_body": True},
        {"type": "http.disconnect"},
    )  # fmt: skip
    head = web.ask("HEAD", where(content), "ha")
    assert head.headers["upload-offset"] == str(STRETCH + 999)
    assert received(put_part(web, content, STRETCH + 999, len(content))).whole


def test_a_wrong_hash_keeps_nothing(web: Reached):
    content, other = a_pdf(seed=1), a_pdf(seed=2)
    problem(put(web, other, path=where(content)), 422, ProblemCode.WRONG_CONTENT)
    assert web.ask("HEAD", where(content), "ha").status_code == 404
    with web.school.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(BlobPart)) == 0
    assert received(put(web, content)).whole


def test_one_wrong_byte_costs_the_whole_upload(web: Reached):
    content = a_pdf(1_000)
    wrong = content[:499] + bytes([content[499] ^ 1]) + content[500:]
    put_part(web, wrong, 0, 500, path=where(content))
    problem(put_part(web, content, 500, 1_000), 422, ProblemCode.WRONG_CONTENT)
    assert received(put(web, content)).whole


@pytest.mark.parametrize(
    ("media", "content"),
    [
        (PDF, b"MZ\x90\x00" + bytes(60)),  # a program under a good name
        (PNG, a_pdf()),
        (MEDIA_TYPES[BlobKind.XLSX], DOCX),
        (MEDIA_TYPES[BlobKind.DOCX], office_file("readme.txt")),
        (MEDIA_TYPES[BlobKind.DOCX], b"PK\x03\x04" + bytes(60)),
        (
            MEDIA_TYPES[BlobKind.XLSX],
            office_file("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        ),
        (PDF, b"%PDF"),
        (PDF, b""),
    ],
)
def test_a_wrong_kind_under_a_good_name(web: Reached, media: str, content: bytes):
    problem(put(web, content, media=media), 422, ProblemCode.WRONG_CONTENT)
    assert web.ask("HEAD", where(content), "ha").status_code == 404


@pytest.mark.parametrize("media", ["text/html", "application/zip", "", "image/svg+xml"])
def test_a_kind_that_is_not_kept(web: Reached, media: str):
    problem(put(web, a_pdf(), media=media), 415, ProblemCode.WRONG_CONTENT)


def test_a_file_that_is_too_large(web: Reached):
    content = a_pdf(LARGEST_BLOB + 1)
    problem(put(web, content), 413, ProblemCode.TOO_LARGE)
    part = {"Content-Range": f"bytes 0-99/{LARGEST_BLOB + 1}"}
    problem(put(web, content[:100], path=where(content), **part), 413, ProblemCode.TOO_LARGE)
    more = {"Content-Range": "bytes 0-99/1000"}
    problem(put(web, a_pdf(200), **more), 413, ProblemCode.TOO_LARGE)


@pytest.mark.parametrize("said", ["bytes 5-1/10", "bytes 0-10/10", "bytes */10", "0-9/10"])
def test_a_range_that_is_none(web: Reached, said: str):
    answer = put(web, a_pdf(), **{"Content-Range": said})
    problem(answer, 400, ProblemCode.MALFORMED)


@pytest.mark.parametrize(
    "path",
    [f"blobs/{'0' * 64}", f"blobs/{'0' * 64}?audience=x", f"blobs/abc?audience={'0' * 32}",
     f"blobs/{'G' * 64}?audience={'0' * 32}"],
)  # fmt: skip
def test_a_name_that_is_none(web: Reached, path: str):
    for method in ("PUT", "GET"):
        answer = web.ask(method, path, "ha", a_pdf(), **{"Content-Type": PDF})
        problem(answer, 400, ProblemCode.MALFORMED)


def test_only_who_holds_the_audience_sends_and_reads(web: Reached):
    content = a_pdf()
    problem(put(web, content, group=OFFICE_AUDIENCE), 403, ProblemCode.NOT_PERMITTED)
    assert received(put(web, content, "vp", group=OFFICE_AUDIENCE)).whole
    in_office = where(content, OFFICE_AUDIENCE)
    assert web.ask("GET", in_office, "hieutruong").content == content
    problem(web.ask("GET", in_office, "ha"), 403, ProblemCode.NOT_PERMITTED)
    assert web.ask("HEAD", in_office, "ha").status_code == 403
    care = audience(AudienceKind.CARE, web.school.ids["6A"])
    assert received(put(web, content, "cn", group=care)).whole
    problem(web.ask("GET", where(content, care), "binh"), 403, ProblemCode.NOT_PERMITTED)
    problem(web.ask("GET", where(content), "ha"), 404, ProblemCode.NOT_FOUND)


def test_a_file_of_one_school_is_not_in_the_other(both: tuple[Reached, Reached]):
    one, other = both
    content = a_pdf()
    put(one, content, "admin")
    problem(other.ask("GET", where(content), "admin"), 404, ProblemCode.NOT_FOUND)


def test_uploads_that_nobody_went_on_with_are_forgotten(web: Reached):
    content, other = a_pdf(seed=1), a_pdf(seed=2)
    put_part(web, content, 0, 500)
    put(web, other)
    web.school.at += FORGOTTEN + 1
    web.tokens.clear()
    put(web, a_pdf(seed=3))
    assert web.ask("HEAD", where(content), "ha").status_code == 404
    assert web.ask("HEAD", where(other), "ha").status_code == 200
    with web.school.begin() as connection:
        left = set(connection.scalars(select(BlobPart.sha256)))
        assert left == set(connection.scalars(select(Blob.sha256)))


def test_another_size_begins_anew(web: Reached):
    content = a_pdf(1_000)
    put(web, content[:400], path=where(content), **{"Content-Range": "bytes 0-399/2000"})
    told = problem(put_part(web, content, 400, 1_000), 409, ProblemCode.GAP)
    assert told.expected == 0
    assert received(put(web, content)).whole


def test_a_file_lies_sealed(web: Reached):
    content = b"%PDF-1.7 " + "Lê Thị Bí Mật, 12 Hàng Bông".encode() * 20
    put(web, content)
    with web.school.begin() as connection:
        (stored,) = connection.scalars(text("SELECT content FROM blob_part")).all()
        connection.execute(text("UPDATE blob_part SET content = content || '\\x00'"))
    assert "Hàng Bông".encode() not in bytes(stored)
    assert web.ask("GET", where(content), "ha").status_code == 500  # altered behind our back


def test_what_is_no_whole_archive_is_of_no_kind():
    assert sniff(XLSX[: len(XLSX) // 2]) is None
    assert sniff(office_file("[Content_Types].xml", "xl/workbook.xml", "word/document.xml")) is None
    assert set(KIND_OF.values()) == set(BlobKind)
