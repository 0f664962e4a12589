"""SQLAlchemy tables, the same in the local file and on the server."""

from desktop.models import (
    access,
    attendance,
    central,
    consents,
    gradebook,
    journal,
    people,
    profile,
    school,
    transfers,
)
from desktop.models.base import Base, Key

__all__ = [
    "Base",
    "Key",
    "access",
    "attendance",
    "central",
    "consents",
    "gradebook",
    "journal",
    "people",
    "profile",
    "school",
    "transfers",
]
