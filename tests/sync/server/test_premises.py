"""The server's folder: made once, read again, and its certificate."""

import ssl
import stat
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509

from desktop.sync.server.certificate import (
    CertificateUnusable,
    machine_names,
    make_certificate,
    read_certificate,
)
from desktop.sync.server.keyring import Keyring
from desktop.sync.server.premises import (
    NotAServer,
    Premises,
    ServerThere,
    Settings,
    SettingsUnreadable,
    init,
    open_premises,
    renew_certificate,
)
from tests.sync.conftest import NOW

YEAR = 365 * 24 * 3600 * 1_000_000


def test_a_new_folder_has_all_that_a_server_needs(tmp_path: Path):
    made = init(tmp_path / "may-chu", Settings(address="192.168.1.20"), NOW)
    opened = open_premises(tmp_path / "may-chu")
    assert opened == made
    assert Keyring(opened.sealing_keys).current == 1
    assert opened.public_address == "192.168.1.20:8743"
    assert opened.log.is_dir()
    assert opened.journal_copy.is_dir()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(opened.certificate, opened.certificate_key)


def test_secrets_are_for_their_owner_alone(tmp_path: Path):
    premises = init(
        tmp_path / "s", Settings(address="a", database="postgresql://u:geheim@h/d"), NOW
    )
    secrets = (premises.sealing_keys, premises.certificate_key, premises.folder / "server.toml")
    wanted = 0o600 if sys.platform != "win32" else 0o666
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {wanted}


def test_settings_of_any_kind_come_back(tmp_path: Path):
    settings = Settings(
        address="so.thcs-hoasen.edu.vn:443",
        port=9443,
        listen="127.0.0.1",
        database='postgresql://a:b"c\\d@h/d?sslmode=verify-full',
    )
    assert init(tmp_path / "s", settings, NOW).settings == settings
    assert open_premises(tmp_path / "s").settings == settings


def test_a_server_is_not_made_over_another(tmp_path: Path):
    premises = init(tmp_path, Settings(address="a"), NOW)
    before = premises.sealing_keys.read_bytes()
    with pytest.raises(ServerThere):
        init(tmp_path, Settings(address="b"), NOW)
    assert premises.sealing_keys.read_bytes() == before
    assert open_premises(tmp_path).settings.address == "a"


def test_an_attempt_that_was_broken_off_is_made_again_with_its_keys(tmp_path: Path):
    premises = init(tmp_path, Settings(address="a"), NOW)
    before = premises.sealing_keys.read_bytes(), premises.certificate.read_bytes()
    (tmp_path / "server.toml").unlink()
    init(tmp_path, Settings(address="a"), NOW)
    assert (premises.sealing_keys.read_bytes(), premises.certificate.read_bytes()) == before


def test_a_folder_without_a_server_gets_a_sentence(tmp_path: Path):
    with pytest.raises(NotAServer, match="server init"):
        open_premises(tmp_path)


@pytest.mark.parametrize(
    "content",
    ["address = ", "port = 1", 'address = "a"\nport = "x"', 'address = "a"\nsecret = 1', "\x00"],
)
def test_unreadable_settings_get_a_sentence(tmp_path: Path, content: str):
    (tmp_path / "server.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsUnreadable):
        open_premises(tmp_path)


@pytest.mark.parametrize(
    ("database", "variable", "expected"),
    [
        ("embedded", "", None),
        ("DATABASE_URL", "postgresql://x/y", "postgresql://x/y"),
        ("postgresql://a/b", "", "postgresql://a/b"),
        ("postgresql://a/b", "postgresql://x/y", "postgresql://a/b"),
    ],
)
def test_which_database_it_is(tmp_path: Path, database: str, variable: str, expected: str | None):
    premises = Premises(tmp_path, Settings(address="a", database=database))
    assert premises.database_url({"DATABASE_URL": variable} if variable else {}) == expected


@pytest.mark.parametrize(("database", "variable"), [("embedded", "x"), ("DATABASE_URL", "")])
def test_two_answers_about_the_database_or_none_are_not_guessed_at(
    tmp_path: Path, database: str, variable: str
):
    premises = Premises(tmp_path, Settings(address="a", database=database))
    with pytest.raises(SettingsUnreadable):
        premises.database_url({"DATABASE_URL": variable})


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("may-chu", "may-chu:8743"),
        ("so.edu.vn:443", "so.edu.vn:443"),
        ("fd00::1", "[fd00::1]:8743"),
        ("[fd00::1]:443", "[fd00::1]:443"),
        ("[fd00::1]", "[fd00::1]:8743"),
    ],
)
def test_how_clients_call_it(tmp_path: Path, address: str, shown: str):
    assert Premises(tmp_path, Settings(address=address)).public_address == shown


def test_the_certificate_is_for_every_name_of_the_machine(tmp_path: Path):
    premises = init(tmp_path, Settings(address="[fd00::7]:443"), NOW)
    certificate = premises.read_certificate()
    assert {"fd00::7", "localhost", "127.0.0.1", "::1", *machine_names()} == {*certificate.names}
    assert 9.9 * YEAR < certificate.valid_until - NOW < 10.1 * YEAR


def test_its_fingerprint_is_the_sha256_of_the_der(tmp_path: Path):
    found = make_certificate(tmp_path / "c.pem", ["localhost"], NOW)
    pem = (tmp_path / "c.pem").read_text(encoding="ascii")
    der = ssl.PEM_cert_to_DER_cert(pem[: pem.index("-----BEGIN PRIVATE")])
    assert found.fingerprint == sha256(der).digest()


def test_clocks_that_are_behind_take_it_too(tmp_path: Path):
    make_certificate(tmp_path / "c.pem", ["localhost"], NOW)
    found = x509.load_pem_x509_certificate((tmp_path / "c.pem").read_bytes())
    assert found.not_valid_before_utc.timestamp() < NOW / 1_000_000 - 2 * 24 * 3600


def test_a_renewed_certificate_has_another_fingerprint(tmp_path: Path):
    premises = init(tmp_path, Settings(address="a"), NOW)
    before = premises.read_certificate()
    after = renew_certificate(premises, NOW)
    assert after.fingerprint != before.fingerprint
    assert premises.read_certificate() == after


def test_a_given_certificate_is_used_and_not_renewed(tmp_path: Path):
    given = tmp_path / "given.pem"
    made = make_certificate(given, ["so.edu.vn"], NOW)
    settings = Settings(address="so.edu.vn", certificate=str(given), key=str(given), pinned=False)
    premises = init(tmp_path / "s", settings, NOW)
    assert premises.read_certificate() == made
    with pytest.raises(CertificateUnusable, match="được cấp"):
        renew_certificate(premises, NOW)


def test_a_given_certificate_that_is_none_makes_no_server(tmp_path: Path):
    settings = Settings(address="a", certificate="none.pem", key="none.pem", pinned=False)
    with pytest.raises(CertificateUnusable):
        init(tmp_path / "s", settings, NOW)
    with pytest.raises(NotAServer):
        open_premises(tmp_path / "s")


def test_a_key_of_another_certificate_is_noticed(tmp_path: Path):
    one, other = tmp_path / "a.pem", tmp_path / "b.pem"
    make_certificate(one, ["a"], NOW)
    make_certificate(other, ["a"], NOW)
    with pytest.raises(CertificateUnusable, match="không đi cùng"):
        read_certificate(one, other)
    other.write_bytes(b"nothing")
    with pytest.raises(CertificateUnusable, match="PEM"):
        read_certificate(one, other)
