"""A printed file is there as a whole or not at all; what goes wrong is said in a sentence."""

import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path

import pytest

from desktop.printing.forms import CLASS_BOOK, TEACHER_BOOK
from desktop.printing.options import BookOptions
from desktop.printing.paper import A4
from desktop.printing.press import (
    Job,
    NothingToPrint,
    NotPrinted,
    PrintingStopped,
    file_name,
    print_each,
    print_form,
    print_together,
)
from tests.printing import books
from tests.printing.drawing import texts_of

MARKS = BookOptions(parts=frozenset({"marks-1"}))
ROOT = Path(__file__).parents[2]


def jobs(*names: str) -> list[Job]:
    return [Job(name, partial(books.class_book, 5, class_name=name)) for name in names]


def test_what_was_printed_is_told_page_by_page(tmp_path):
    told = []
    done = print_form(
        CLASS_BOOK, books.class_book(5), MARKS, tmp_path / "6A.pdf", lambda *at: told.append(at)
    )
    assert done.path.read_bytes().startswith(b"%PDF-")
    assert [page.number for page in done.pages] == [13, 14, 15, 16, 17, 18, 19]
    assert {(page.total, page.paper, page.part) for page in done.pages} == {(31, "A3", "marks-1")}
    assert all(len(page.fingerprint) == 64 for page in done.pages)
    assert told == [(n, 7) for n in range(1, 8)]
    assert [path.name for path in tmp_path.iterdir()] == ["6A.pdf"]


def test_the_code_at_the_foot_is_that_of_the_remembered_fingerprint(tmp_path):
    from desktop.printing.foot_code import short_code

    done = print_form(CLASS_BOOK, books.class_book(5), MARKS, tmp_path / "6A.pdf")
    for page, text in zip(done.pages, texts_of(done.path.read_bytes()), strict=True):
        code = short_code(page.fingerprint)
        assert "-".join(code[at : at + 4] for at in range(0, 16, 4)) in text


def test_nothing_chosen(tmp_path):
    with pytest.raises(NothingToPrint) as caught:
        print_form(
            CLASS_BOOK, books.class_book(5), BookOptions(parts=frozenset()), tmp_path / "6A.pdf"
        )
    assert "Chọn ít nhất một phần" in caught.value.sentence
    assert not list(tmp_path.iterdir())


def test_stopping_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "6A.pdf"
    path.write_bytes(b"the one before")
    asked = iter([False, False, True])
    with pytest.raises(PrintingStopped):
        print_form(CLASS_BOOK, books.class_book(5), MARKS, path, cancelled=lambda: next(asked))
    assert path.read_bytes() == b"the one before"
    assert [one.name for one in tmp_path.iterdir()] == ["6A.pdf"]


def test_a_file_for_each_class(tmp_path):
    told = []
    done = list(
        print_each(CLASS_BOOK, jobs("6A", "6B"), MARKS, tmp_path, lambda *at: told.append(at))
    )
    assert [one.path.name for one in done] == ["6A.pdf", "6B.pdf"]
    assert told == [(1, 2), (2, 2)]


def test_stopping_between_two_classes_keeps_the_files_that_are_done(tmp_path):
    asked = iter([False, True])
    made = print_each(CLASS_BOOK, jobs("6A", "6B"), MARKS, tmp_path, cancelled=lambda: next(asked))
    assert next(made).path.name == "6A.pdf"
    with pytest.raises(PrintingStopped):
        next(made)
    assert [one.name for one in tmp_path.iterdir()] == ["6A.pdf"]


def test_all_classes_in_one_file_each_with_its_own_numbers(tmp_path):
    done = print_together(CLASS_BOOK, jobs("6A", "6B"), MARKS, tmp_path / "trường.pdf")
    texts = texts_of((tmp_path / "trường.pdf").read_bytes())
    assert len(texts) == 14
    assert [[page.number for page in one.pages] for one in done] == [
        [13, 14, 15, 16, 17, 18, 19]
    ] * 2
    assert "Lớp 6A" in texts[0]
    assert "Lớp 6B" in texts[7]


def test_only_the_pages_that_must_be_printed_again(tmp_path):
    options = BookOptions(A4, pages=frozenset({"sheet/6A/toan/HK1/marks"}))
    done = print_form(TEACHER_BOOK, books.teacher_book(5), options, tmp_path / "t.pdf")
    assert [page.key for page in done.pages] == ["sheet/6A/toan/HK1/marks"]


def test_names_of_files_suit_windows():
    assert file_name('Lớp 6A/1: "chọn"') == "Lớp 6A-1- -chọn-"


def test_folder_gone(tmp_path):
    with pytest.raises(NotPrinted) as caught:
        print_form(CLASS_BOOK, books.class_book(1), MARKS, tmp_path / "none" / "6A.pdf")
    assert "không còn nữa" in caught.value.sentence
    assert "Dữ liệu trong sổ vẫn nguyên" in caught.value.sentence


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "6A.pdf").mkdir()
    with pytest.raises(NotPrinted) as caught:
        print_form(CLASS_BOOK, books.class_book(1), MARKS, tmp_path / "6A.pdf")
    assert "tệp đang mở ở chương trình khác" in caught.value.sentence
    assert [one.name for one in tmp_path.iterdir()] == ["6A.pdf"]


def test_disk_full_keeps_the_file_that_was_there(tmp_path):
    """A child that may write 20 KB a file stands for a full disk."""
    path = tmp_path / "6A.pdf"
    path.write_bytes(b"the one before")
    child = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from desktop.printing.forms import CLASS_BOOK
        from desktop.printing.options import BookOptions
        from desktop.printing.press import NotPrinted, print_form
        from tests.printing import books

        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            print_form(CLASS_BOOK, books.class_book(42), BookOptions(), Path(sys.argv[1]))
        except NotPrinted as trouble:
            sys.stdout.buffer.write(trouble.sentence.encode())
    """)
    ended = subprocess.run(
        [sys.executable, "-c", child, str(path)], cwd=ROOT, capture_output=True, check=True
    )
    assert "đã hết chỗ" in ended.stdout.decode()
    assert "được giữ lại" in ended.stdout.decode()
    assert path.read_bytes() == b"the one before"
    assert [one.name for one in tmp_path.iterdir()] == ["6A.pdf"]
