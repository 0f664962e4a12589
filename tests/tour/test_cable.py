"""The cable of the tour: carries both ways, carries nothing once pulled out, and again after."""

import socket
from collections.abc import Iterator

import pytest

from desktop.tour.cable import Cable

PATIENCE = 10


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        yield listening


@pytest.fixture
def cable(server: socket.socket) -> Iterator[Cable]:
    with Cable(f"127.0.0.1:{server.getsockname()[1]}") as made:
        yield made


def called(cable: Cable) -> socket.socket:
    host, _, port = cable.address.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE)


def test_it_carries_both_ways_and_ends_what_it_carries_when_pulled_out(
    cable: Cable, server: socket.socket
) -> None:
    with called(cable) as near:
        far, _ = server.accept()
        with far:
            far.settimeout(PATIENCE)
            near.sendall(b"question")
            assert far.recv(100) == b"question"
            far.sendall(b"answer")
            assert near.recv(100) == b"answer"
            cable.pull_out()
            assert near.recv(100) == b""
            assert far.recv(100) == b""


def test_whoever_connects_while_it_is_out_is_turned_away(
    cable: Cable, server: socket.socket
) -> None:
    cable.pull_out()
    with called(cable) as near:
        assert near.recv(100) == b""
    cable.plug_in()
    with called(cable) as near:
        far, _ = server.accept()
        with far:
            near.sendall(b"again")
            assert far.recv(100) == b"again"
