"""The server's folder: what lies in it and where, its settings, and how a new one is made."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from desktop.durable import write_durably
from desktop.rules.trouble import Trouble
from desktop.sync.connection_code import DEFAULT_PORT
from desktop.sync.server.certificate import (
    Certificate,
    CertificateUnusable,
    machine_names,
    make_certificate,
    read_certificate,
)
from desktop.sync.server.keyring import create_keyring

SETTINGS: Final = "server.toml"
DATABASE_URL: Final = "DATABASE_URL"
EMBEDDED: Final = "embedded"
OWN_CERTIFICATE: Final = "certificate-and-key.pem"


class NotAServer(Trouble):
    """The folder holds no server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Thư mục {folder} chưa có máy chủ nào. Chưa làm gì cả. "
            f"Tạo máy chủ bằng lệnh: python -m desktop server init {folder}"
        )


class ServerThere(Trouble):
    """A server lies in the folder where a new one was to be made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Thư mục {folder} đã có một máy chủ; máy chủ ấy được giữ nguyên. "
            "Chọn một thư mục trống cho máy chủ mới."
        )


class SettingsUnreadable(Trouble):
    """The settings file cannot be read as such."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Tệp thiết lập {path} chưa đọc được ({reason}). Dữ liệu của máy chủ vẫn nguyên. "
            "Sửa lại tệp ấy rồi làm lại."
        )


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office can set.

    `address` is how clients reach the server: a host, with a port where it is not the server's
    own. A `pinned` certificate's fingerprint stands in the connection code. With the
    `metrics_token` the counters can be read from another machine, without one from this one only.
    """

    address: str
    port: int = DEFAULT_PORT
    listen: str = "0.0.0.0"  # noqa: S104 - the whole school network is to reach it
    database: str = EMBEDDED
    certificate: str = OWN_CERTIFICATE
    key: str = OWN_CERTIFICATE
    pinned: bool = True
    metrics_token: str = ""


@dataclass(frozen=True, slots=True)
class Premises:
    """A server's folder."""

    folder: Path
    settings: Settings

    @property
    def sealing_keys(self) -> Path:
        """The keys of sealed columns; a backup of the database is worth little without."""
        return self.folder / "sealing-keys.json"

    @property
    def certificate(self) -> Path:
        return self.folder / self.settings.certificate

    @property
    def certificate_key(self) -> Path:
        return self.folder / self.settings.key

    @property
    def postgres(self) -> Path:
        """The embedded database's folder."""
        return self.folder / "postgres"

    @property
    def postgres_password(self) -> Path:
        return self.folder / "postgres.password"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def journal_copy(self) -> Path:
        """Where an append-only copy of every school's journal lies (sync.md 16)."""
        return self.folder / "journal"

    @property
    def public_address(self) -> str:
        """Host and port as clients call them."""
        host = self.settings.address
        if host.count(":") > 1 and not host.startswith("["):
            return f"[{host}]:{self.settings.port}"
        return host if ":" in host.rpartition("]")[2] else f"{host}:{self.settings.port}"

    def read_certificate(self) -> Certificate:
        """Raises CertificateUnusable."""
        return read_certificate(self.certificate, self.certificate_key)

    def database_url(self, surroundings: Mapping[str, str] = os.environ) -> str | None:
        """The address of the database; None for the embedded one. Raises SettingsUnreadable.

        The settings may name it outright, or leave it to the variable DATABASE_URL.
        """
        wanted, given = self.settings.database, surroundings.get(DATABASE_URL, "")
        if wanted == EMBEDDED:
            if given:
                raise SettingsUnreadable(
                    self.folder / SETTINGS,
                    f"máy chủ này dùng cơ sở dữ liệu nhúng mà biến {DATABASE_URL} lại được đặt; "
                    "bỏ biến ấy, hoặc lập máy chủ khác với biến ấy",
                )
            return None
        if wanted != DATABASE_URL:
            return wanted
        if not given:
            raise SettingsUnreadable(
                self.folder / SETTINGS, f"cần đặt biến môi trường {DATABASE_URL}"
            )
        return given


def init(folder: Path, settings: Settings, now: int) -> Premises:
    """A new server's folder with keys and certificate; the settings are written last.

    So an attempt that was broken off can be made again, and keys that lie there are kept.
    Raises ServerThere, CertificateUnusable.
    """
    if (folder / SETTINGS).exists():
        raise ServerThere(folder)
    premises = Premises(folder, settings)
    for place in (folder, premises.log, premises.journal_copy):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not premises.sealing_keys.exists():
        create_keyring(premises.sealing_keys)
    if settings.certificate == OWN_CERTIFICATE and not premises.certificate.exists():
        renew_certificate(premises, now)
    premises.read_certificate()
    write_durably(folder / SETTINGS, _as_toml(settings).encode(), private=True)
    return premises


def open_premises(folder: Path) -> Premises:
    """The server of a folder; raises NotAServer, SettingsUnreadable."""
    path = folder / SETTINGS
    if not path.is_file():
        raise NotAServer(folder)
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsUnreadable(path, error.strerror or "không mở được") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsUnreadable(path, str(error)) from error
    return Premises(folder, settings)


def renew_certificate(premises: Premises, now: int) -> Certificate:
    """A new self-made certificate; every client needs the new connection code afterwards.

    Raises CertificateUnusable where the server uses one that somebody else gave.
    """
    if premises.settings.certificate != OWN_CERTIFICATE:
        raise CertificateUnusable(
            premises.certificate, "máy chủ dùng chứng thư được cấp, xin nơi cấp chứng thư mới"
        )
    names = (_host(premises.settings.address), *machine_names())
    return make_certificate(premises.certificate, names, now)


def _host(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address if address.count(":") > 1 else address.partition(":")[0]


def _as_toml(settings: Settings) -> str:
    said = {name: _toml(value) for name, value in msgspec.structs.asdict(settings).items()}
    return _TEMPLATE.format(**said)


def _toml(value: str | int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return msgspec.json.encode(value).decode()  # a JSON text is a TOML text too


_TEMPLATE: Final = """\
# Thiết lập của máy chủ Sổ Trường. Sửa xong thì khởi động lại máy chủ.

# Địa chỉ mà các máy trong trường dùng để gọi máy chủ này. Đổi địa chỉ, đổi cổng hoặc đổi
# chứng thư thì in lại mã kết nối và phát cho mọi người.
address = {address}
port = {port}

# Máy chủ nghe ở địa chỉ nào của máy này; "127.0.0.1" là chỉ trong máy này.
listen = {listen}

# "embedded": PostgreSQL đi kèm, nằm trong thư mục này. "DATABASE_URL": đọc từ biến môi trường
# cùng tên. Hoặc ghi thẳng: "postgresql://người_dùng:mật_khẩu@máy/cơ_sở_dữ_liệu".
database = {database}

# Chứng thư và khóa, dạng PEM. pinned = true: dấu vân tay của chứng thư nằm trong mã kết nối
# (chứng thư tự tạo). pinned = false: chứng thư do một tổ chức mà mọi máy đều tin cấp.
certificate = {certificate}
key = {key}
pinned = {pinned}

# Số liệu vận hành ở /metrics (Prometheus) chỉ mở cho chính máy này; đặt một chuỗi dài khó đoán
# ở đây thì máy khác đọc được khi gửi kèm chuỗi ấy (Authorization: Bearer …).
metrics_token = {metrics_token}
"""
