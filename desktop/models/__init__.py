"""SQLAlchemy tables, the same in the local file and on the server."""

from desktop.models import central, gradebook, journal, people, school
from desktop.models.base import Base, Key

__all__ = ["Base", "Key", "central", "gradebook", "journal", "people", "school"]
