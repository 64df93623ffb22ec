"""Signals that tests send to programs they have started."""

import signal


def hear_ctrl_c() -> None:
    """For ``preexec_fn``: what a shell starts in the background is deaf to Ctrl+C, and its children are."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
