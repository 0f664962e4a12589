"""Much work done offline arrives over a bad line by itself; `make soak` sends 10,000 commands."""

from pathlib import Path

from tests.sync.online import online_school
from tests.sync.slow_line import send_much

COMMANDS = 400
SEED = 6


def test_every_command_arrives_once_over_a_slow_line(server_folder: Path, tmp_path: Path):
    with online_school(server_folder, tmp_path) as online:
        line = send_much(online, COMMANDS, SEED)
    assert line.met["reply"], "no reply was lost"
    assert line.met["bytes"] < 250 * COMMANDS
