"""Lines on the terminal, for those who play by hand."""

import asyncio
import sys


def write(lines: str) -> None:
    """Show some lines."""
    sys.stdout.write(f"{lines}\n")
    sys.stdout.flush()


async def ask(question: str) -> str:
    """Show a question and read a line.

    Raises:
        EOFError: There are no more lines.
    """
    sys.stdout.write(question)
    sys.stdout.flush()
    line: str = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise EOFError
    if not sys.stdin.isatty():
        sys.stdout.write(line)
    return line.rstrip("\n")
