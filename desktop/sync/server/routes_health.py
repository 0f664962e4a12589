"""Whether the server answers, and what its counters say."""

from desktop.sync.protocol import OLDEST_SERVED, PROTOCOL, Health
from desktop.sync.server.answers import Answer, told
from desktop.sync.server.routes import Access, Route
from desktop.sync.server.sessions import Server


def health(server: Server) -> Answer:
    """The clock and the protocol; asks nothing of the database."""
    return told(Health(server.clock(), PROTOCOL, OLDEST_SERVED), packed=False)


ROUTES = (
    Route(
        method="GET",
        path="/v1/health",
        told="Whether the server answers, its clock (UTC microseconds) and its protocol.",
        run=health,
        gives=Health,
        access=Access.ANYONE,
    ),
)
