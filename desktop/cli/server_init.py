"""`server init`: a new server's folder, its database tried, and what to do next."""

from argparse import Namespace
from os import environ

from desktop.cli.outcome import Report
from desktop.store import clock
from desktop.sync.connection_code import DEFAULT_PORT
from desktop.sync.server.certificate import machine_names
from desktop.sync.server.opening import open_server, try_database
from desktop.sync.server.premises import (
    DATABASE_URL,
    EMBEDDED,
    OWN_CERTIFICATE,
    Premises,
    Settings,
    init,
)


def run(arguments: Namespace) -> Report:
    folder = arguments.folder.resolve()
    database = environ.get(DATABASE_URL)
    if database:
        try_database(database)
    premises = init(folder, _settings(arguments, database), clock.now())
    with open_server(folder):
        pass
    return _report(premises)


def _settings(arguments: Namespace, database: str | None) -> Settings:
    given = arguments.certificate
    key = arguments.key or given
    return Settings(
        address=arguments.address or next(iter(machine_names()), "localhost"),
        port=arguments.port or DEFAULT_PORT,
        listen=arguments.listen or "0.0.0.0",  # noqa: S104 - the whole school network
        database=DATABASE_URL if database else EMBEDDED,
        certificate=str(given.resolve()) if given else OWN_CERTIFICATE,
        key=str(key.resolve()) if key else OWN_CERTIFICATE,
        pinned=given is None,
    )


def _report(premises: Premises) -> Report:
    embedded = premises.settings.database == EMBEDDED
    certificate = premises.read_certificate()
    next_job = f"python -m desktop server create-school {premises.folder}"
    where = "đi kèm, nằm trong thư mục ấy" if embedded else f"ở biến môi trường {DATABASE_URL}"
    return Report(
        lines=(
            f"Đã tạo máy chủ trong {premises.folder}",
            f"Địa chỉ gọi máy chủ: {premises.public_address}",
            f"Cơ sở dữ liệu: PostgreSQL {where}",
            f"Chép tệp khóa {premises.sealing_keys} vào nơi cất giữ riêng:",
            "mất tệp khóa này thì bản sao lưu của cơ sở dữ liệu không mở được phần niêm phong.",
            f"Việc tiếp theo: {next_job} --code … --name … --account …",
        ),
        data={
            "folder": str(premises.folder),
            "address": premises.public_address,
            "database": premises.settings.database,
            "fingerprint": certificate.fingerprint.hex(),
            "sealing_keys": str(premises.sealing_keys),
        },
    )
