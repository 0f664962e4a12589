"""The window of a computer that has joined a school's server."""

from tests.ui.joining.conftest import online, server_folder, shell, template

__all__ = ["online", "server_folder", "shell", "template"]
