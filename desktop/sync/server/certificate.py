"""The server's certificate: one that it makes itself, or one that it was given; its fingerprint."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desktop.durable import write_durably
from desktop.rules.trouble import Trouble

_YEARS: Final = 10
_BEFORE: Final = timedelta(days=30)  # clients whose clock is behind take it too
_LONGEST_NAME: Final = 64  # of X.509's common name
_NOWHERE: Final = "192.0.2.1"  # an address that nobody has (RFC 5737): asked only for the way there


class CertificateUnusable(Trouble):
    """A certificate or its key cannot be read, or they are not of one pair."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Chứng thư {path} chưa dùng được: {reason}. Không có gì bị thay đổi. "
            "Kiểm tra hai tệp chứng thư và khóa (dạng PEM) rồi làm lại."
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is known of a certificate; its last instant in UTC microseconds."""

    fingerprint: bytes
    names: tuple[str, ...]
    valid_until: int


def make_certificate(path: Path, names: Iterable[str], now: int) -> Certificate:
    """A key and a self-made certificate for these host names and addresses, in one PEM file.

    One that was there is replaced: clients that know its fingerprint need the new code then.
    In one file, so that a crash never leaves a key beside the certificate of another.
    """
    secret = ec.generate_private_key(ec.SECP256R1())
    local = ("localhost", "127.0.0.1", "::1")
    made = _sign(secret, tuple(dict.fromkeys((*names, *local))), _moment(now))
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_durably(path, made.public_bytes(Encoding.PEM) + pem, private=True)
    return read_certificate(path, path)


def read_certificate(certificate: Path, key: Path) -> Certificate:
    """What is known of a certificate whose key is the one given; raises CertificateUnusable."""
    try:
        found = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
        secret = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except OSError as error:
        raise CertificateUnusable(certificate, "không đọc được tệp") from error
    except (ValueError, TypeError) as error:
        raise CertificateUnusable(certificate, "nội dung không phải PEM đọc được") from error
    if _public(found.public_key()) != _public(secret.public_key()):
        raise CertificateUnusable(certificate, "khóa không đi cùng chứng thư này")
    return Certificate(
        fingerprint=found.fingerprint(hashes.SHA256()),
        names=_names(found),
        valid_until=int(found.not_valid_after_utc.timestamp()) * 1_000_000,
    )


def machine_names() -> tuple[str, ...]:
    """How others may call this computer: its address on the network first, then its names."""
    host = socket.gethostname()
    found: list[str] = []
    for family, target in ((socket.AF_INET, _NOWHERE), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((target, 9))  # sends nothing
            found.append(str(way.getsockname()[0]))
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(host, None)]
    addresses = [name for name in found if not _is_local(name)]
    return tuple(dict.fromkeys((*addresses, *((host,) if host else ()))))


def _is_local(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _sign(
    secret: ec.EllipticCurvePrivateKey, names: tuple[str, ...], now: datetime
) -> x509.Certificate:
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:_LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    public = secret.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + timedelta(days=_YEARS * 365))
        .add_extension(x509.SubjectAlternativeName([_named(n) for n in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(secret, hashes.SHA256())
    )


def _named(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names)


def _public(key: PublicKeyTypes) -> bytes:
    """A form that can be compared."""
    return key.public_bytes(Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _moment(now: int) -> datetime:
    return datetime.fromtimestamp(now // 1_000_000, UTC)
