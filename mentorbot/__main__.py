"""``mentorbot``, and ``python -m mentorbot``, which is the same."""

import sys

from mentorbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
