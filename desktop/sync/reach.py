"""How a computer reaches the school's server: what the connection code led to, kept in a file."""

from __future__ import annotations

import socket
import ssl
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.durable import write_durably
from desktop.rules.trouble import Trouble
from desktop.store.trouble import NotASchool, in_words
from desktop.sync.problems import CertificateChanged, Unreachable

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.school import School
    from desktop.sync.connection_code import ConnectionCode

FILE: Final = "server.json"
_PATIENCE: Final = 5.0  # seconds


class Reach(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the server is (`host:port`), which school, and the certificate's whole SHA-256.

    Without a fingerprint the certificate is one that this computer trusts by itself. `name` is
    the school's, for the sign-in.
    """

    address: str
    school: str
    fingerprint: str = ""
    name: str = ""

    @property
    def url(self) -> str:
        """The beginning of every address there."""
        return f"https://{self.address}"


class ReachUnreadable(Trouble):
    """The file that says where the server is holds something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Tệp {path} cho biết máy chủ của trường ở đâu nhưng không đọc được. Sổ của mọi người "
            "trên máy này vẫn nguyên. Nhập lại mã kết nối mà văn phòng đã in."
        )


def reach_of(code: ConnectionCode) -> Reach:
    """Look at the server that a code names; of its certificate the code knows the beginning.

    Raises Unreachable, CertificateChanged.
    """
    if code.fingerprint is None:
        return Reach(code.address, code.school_code)
    seen = sha256(_certificate(code.address)).digest()
    if not code.trusts(seen):
        raise CertificateChanged(code.address)
    return Reach(code.address, code.school_code, seen.hex())


def read_reach(folder: Path) -> Reach | None:
    """How this school's server is reached; None for a school on one computer.

    Raises ReachUnreadable.
    """
    with in_words(folder):
        try:
            return msgspec.json.decode((folder / FILE).read_bytes(), type=Reach)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ReachUnreadable(folder / FILE) from error


def write_reach(folder: Path, reach: Reach) -> None:
    """Keep it."""
    with in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / FILE, msgspec.json.format(msgspec.json.encode(reach), indent=1))


def _certificate(address: str) -> bytes:
    """What the server shows, taken from whoever answers there: it is compared afterwards."""
    host, _, port = address.rpartition(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host.strip("[]")) as secure,
        ):
            return secure.getpeercert(binary_form=True) or b""
    except OSError as error:
        raise Unreachable(address) from error


def reach_of_file(school: School) -> Reach:
    """How the server of an open file is reached; raises NotASchool where that is not known."""
    folder = school.folder.parent
    reach = read_reach(folder)
    if reach is None:
        raise NotASchool(folder)
    return reach
