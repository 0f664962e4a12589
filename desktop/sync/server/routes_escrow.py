"""Keeping and giving back the key of one's own file."""

from desktop.sync.protocol import KeptKey, ProblemCode
from desktop.sync.server.answers import Answer, nothing, told
from desktop.sync.server.escrow import keep_key, kept_key
from desktop.sync.server.routes import Parameter, Route
from desktop.sync.server.sessions import Visit


def put_key(visit: Visit, data: KeptKey) -> Answer:
    """Keep a key for its owner."""
    file_id = visit.id_in("file_id", visit.path)
    with visit.transaction() as connection:
        keep_key(connection, file_id, visit.member.staff_id, data.key, visit.now)
    return nothing()


def get_key(visit: Visit) -> Answer:
    """Give it back to its owner."""
    file_id = visit.id_in("file_id", visit.path)
    with visit.transaction(read_only=True) as connection:
        key = kept_key(connection, file_id, visit.member.staff_id)
    return told(KeptKey(key), packed=False)


_FILE = Parameter("file_id", "The client's file.", {"type": "string", "format": "uuid"}, "path")

ROUTES = (
    Route(
        method="PUT",
        path="/v1/escrow/{file_id}",
        told="Keep the key of one's own file, for the day the password is forgotten.",
        run=put_key,
        takes=KeptKey,
        problems=(ProblemCode.NOT_PERMITTED,),
        parameters=(_FILE,),
        statuses=(204,),
    ),
    Route(
        method="GET",
        path="/v1/escrow/{file_id}",
        told="The key of one's own file.",
        run=get_key,
        gives=KeptKey,
        problems=(ProblemCode.NOT_FOUND,),
        parameters=(_FILE,),
    ),
)
