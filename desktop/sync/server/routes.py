"""What a route is: its path, what it takes and gives, who may ask, and what can be in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from desktop.sync.protocol import LARGEST_BODY, ProblemCode


class Access(Enum):
    """Who may ask."""

    ANYONE = auto()  # also who names no school; answered at once, without a thread
    WATCHER = auto()  # this machine, and who has the token of the settings
    SCHOOL = auto()  # who names a school
    FIRST_PASSWORD = auto()  # who has a session, also one that opens nothing else yet
    MEMBER = auto()  # who has a session


class Lane(Enum):
    """Where the work is done."""

    USUAL = auto()
    PASSWORDS = auto()  # a few at a time, so that a rush of sign-ins leaves room for the others


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in the query or a header, as the document of the routes tells it."""

    name: str
    told: str
    schema: dict[str, Any]
    place: str = "query"
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route. `run` is called in a thread with the visit and, where it `takes` one, a value.

    `streams`: `run` is a coroutine function that is given the body as it comes.
    """

    method: str
    path: str
    told: str
    run: Callable[..., Any]
    takes: Any = None
    gives: Any = None
    access: Access = Access.MEMBER
    lane: Lane = Lane.USUAL
    problems: tuple[ProblemCode, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    statuses: tuple[int, ...] = (200,)
    media: tuple[str, ...] = ()  # of the body or of the answer, where that is not JSON
    streams: bool = False
    nul: bool = False  # U+0000 is passed on in texts
    largest: int = LARGEST_BODY

    @property
    def name(self) -> str:
        """As counters and logs call it."""
        return f"{self.method} {self.path}"
