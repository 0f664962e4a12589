"""`server certificate`: what the certificate is, and a new one when asked."""

from argparse import Namespace

from desktop.cli.outcome import Report
from desktop.rules.instants import show_moment
from desktop.store import clock
from desktop.sync.server.premises import open_premises, renew_certificate


def run(arguments: Namespace) -> Report:
    premises = open_premises(arguments.folder.resolve())
    after: tuple[str, ...] = ()
    if arguments.renew:
        certificate = renew_certificate(premises, clock.now())
        after = (
            "Đã tạo chứng thư mới; khởi động lại máy chủ để dùng.",
            "Mã kết nối của mọi trường đã đổi: in lại phiếu kết nối và nhập mã mới trên từng máy;",
            "dữ liệu trên các máy vẫn nguyên.",
        )
    else:
        certificate = premises.read_certificate()
    return Report(
        lines=(
            f"Chứng thư: {premises.certificate}",
            f"Dùng đến: {show_moment(certificate.valid_until)}",
            f"Cho các tên và địa chỉ: {', '.join(certificate.names)}",
            f"Dấu vân tay SHA-256: {certificate.fingerprint.hex()}",
            *after,
        ),
        data={
            "certificate": str(premises.certificate),
            "valid_until": certificate.valid_until,
            "names": certificate.names,
            "fingerprint": certificate.fingerprint.hex(),
            "pinned": premises.settings.pinned,
            "renewed": bool(arguments.renew),
        },
    )
