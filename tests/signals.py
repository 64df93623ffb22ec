"""Signals that tests send to programs they have started."""

import signal


def hear_ctrl_c() -> None:
    """For ``preexec_fn``: whoever a shell starts in the background is deaf to Ctrl+C, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
