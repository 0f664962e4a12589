"""How the people of the demonstration school sign in."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "hoa-sen-2026"  # noqa: S105 - of made-up people, and printed for everybody


@dataclass(frozen=True)
class DemoAccount:
    """One way to sign in, with what the person does."""

    account: str
    name: str
    caption: str
    password: str = PASSWORD
