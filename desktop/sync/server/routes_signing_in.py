"""Signing in and out, and the change of one's own password."""

from sqlalchemy import select

from desktop.models.central import Counter
from desktop.sync.protocol import ChangePassword, ProblemCode, SignedIn, SignIn
from desktop.sync.server import accounts
from desktop.sync.server.answers import Answer, nothing, told
from desktop.sync.server.routes import Access, Lane, Route
from desktop.sync.server.sessions import Visit
from desktop.sync.server.tokens import revoke_token


def sign_in(visit: Visit, data: SignIn) -> Answer:
    """A session for the right password."""
    now = visit.now
    who, issued = accounts.sign_in(
        visit.desk, data.account, data.password,
        address=visit.address, now=now, device=data.device,
    )  # fmt: skip
    with visit.transaction(read_only=True) as connection:
        epoch = connection.execute(select(Counter.epoch)).scalar_one()
    signed_in = SignedIn(
        token=issued.token, expires_at=issued.expires_at, staff_id=who.staff_id,
        account=who.account, name=who.name, school=visit.place.name, epoch=epoch, now=now,
        must_change=who.must_change,
    )  # fmt: skip
    return told(signed_in, packed=visit.packed)


def sign_out(visit: Visit) -> Answer:
    """The session ends; what was sent stays."""
    with visit.transaction() as connection:
        revoke_token(connection, visit.member.token_hash)
    return nothing()


def change_password(visit: Visit, data: ChangePassword) -> Answer:
    """Every other session of the person ends; this one opens everything from now on."""
    accounts.change_password(
        visit.desk,
        visit.member.staff_id,
        data.old,
        data.new,
        address=visit.address,
        now=visit.now,
        keep=visit.member.token_hash,
    )
    return nothing()


ROUTES = (
    Route(
        method="POST",
        path="/v1/sign-in",
        told="Sign in at a school with account and password.",
        run=sign_in,
        takes=SignIn,
        gives=SignedIn,
        access=Access.SCHOOL,
        lane=Lane.PASSWORDS,
        problems=(ProblemCode.WRONG_PASSWORD,),
    ),
    Route(
        method="POST",
        path="/v1/sign-out",
        told="End this session.",
        run=sign_out,
        statuses=(204,),
    ),
    Route(
        method="POST",
        path="/v1/password",
        told="Change one's own password; all other sessions of the person end.",
        run=change_password,
        takes=ChangePassword,
        access=Access.FIRST_PASSWORD,
        lane=Lane.PASSWORDS,
        problems=(ProblemCode.WRONG_PASSWORD, ProblemCode.WEAK_PASSWORD),
        statuses=(204,),
    ),
)
