"""The program: `python -m desktop` opens the window, with a command it does that job."""

import sys

from desktop.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
