"""Founding a school on the server: its schema, its first commands, its first account, at once."""

from collections.abc import Sequence
from secrets import token_bytes

from sqlalchemy import Connection, Engine

from desktop.commands.books import new_id
from desktop.commands.command import Command
from desktop.commands.school import FoundSchool
from desktop.rules.passwords import check_password
from desktop.sync.server.accounts import add_account
from desktop.sync.server.argon import Argon
from desktop.sync.server.executing import execute_as_server
from desktop.sync.server.registry import SchoolPlace, create_school
from desktop.sync.server.turns import Clock


def found_school(  # noqa: PLR0913 - where, which, what it begins with, who, when
    engine: Engine,
    code: str,
    founding: FoundSchool,
    further: Sequence[Command],
    *,
    first_password: str,
    clock: Clock,
    argon: Argon,
) -> SchoolPlace:
    """A new school whose founder can sign in with a first password; all of it or nothing.

    ``further`` are commands of the founder's that follow. Raises WeakPassword, Refused, BadCode,
    CodeTaken, TooBusy.
    """
    check_password(founding.account, first_password)
    phc = argon.hash(first_password)

    def begin(connection: Connection) -> None:
        founding_id = new_id(clock(), token_bytes(10))
        founder = founding.founder_id(founding_id)
        execute_as_server(connection, founding, founder, founding_id, clock)
        for command in further:
            execute_as_server(connection, command, founder, new_id(clock(), token_bytes(10)), clock)
        add_account(connection, founder, phc, clock(), must_change=True)

    return create_school(engine, code, founding.school.name, clock(), begin)
