"""Work done in a process of its own, which ends and takes with it all that it had to load.

For what is needed once, such as checking the content: the libraries for it are a sixth of a bot's memory, and
two processors begin sooner than one.
"""

import importlib
import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from mentorbot.errors import OperatorError


def begin(function: str, *given: object) -> Iterator[Any]:
    """Begin a call at once; what comes back yields what the function yields, and waits for it.

    Args:
        function: ``module:name`` of a function; what it returns is yielded, of a generator each value as it
            comes. All that passes between must be fit to be pickled.
        given: Its arguments.

    Raises:
        OperatorError: From the iterator: the function did, or the process ended early.
    """
    # Whatever was found here is found there: the same modules, from the same places.
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main()"
    process = subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-c", code, function], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    with process.stdin as way_in:
        pickle.dump(given, way_in)
    return _came(process)


def call(function: str, *given: object) -> Any:
    """What a function returns; see :func:`begin`."""
    return next(begin(function, *given))


def _came(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    with process:
        while True:
            try:
                value, error = pickle.load(process.stdout)  # noqa: S301 - our own process made it
            except EOFError:
                raise OperatorError("A part of the program ended early; what it said stands above.") from None
            if error is not None:
                raise error
            yield value


def main() -> None:
    """The other side: do what is asked for on standard input, and write what comes of it."""
    module, _, name = sys.argv[1].partition(":")
    given = pickle.load(sys.stdin.buffer)  # noqa: S301 - whoever started this process made it
    out, sys.stdout = sys.stdout, sys.stderr  # what anything prints must not come between
    try:
        came = getattr(importlib.import_module(module), name)(*given)
        for value in came if isinstance(came, Iterator) else (came,):
            pickle.dump((value, None), out.buffer, protocol=pickle.HIGHEST_PROTOCOL)
            out.flush()
    except OperatorError as error:
        pickle.dump((None, error), out.buffer)
        out.flush()
    except BrokenPipeError:
        sys.exit(1)  # nobody waits for it any more
