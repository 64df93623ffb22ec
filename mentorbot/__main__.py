"""``python -m mentorbot`` is the same as ``mentorbot``."""

import sys

from mentorbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
