"""What this platform is called, in what is stored."""

from typing import Final

PLATFORM: Final = "slack"
