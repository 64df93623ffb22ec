"""A bot in a process of its own that tells what it had loaded: ``listing_bot.py URL FILE``.

It is ``mentorbot run``; when it has been told to stop, the names of its modules are in the file.
"""

import atexit
import sys
from pathlib import Path

from mentorbot.__main__ import main
from mentorbot.sandbox.launch import point_discord_py_at

_, url, file = sys.argv
atexit.register(lambda: Path(file).write_text("\n".join(sys.modules), encoding="utf-8"))
point_discord_py_at(url)
sys.argv = ["mentorbot", "run"]
sys.exit(main())
