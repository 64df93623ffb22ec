"""``mentorbot``, and ``python -m mentorbot``, which is the same."""

import sys

from mentorbot.errors import REFUSED, OperatorError


def main() -> int:
    """Run the command line; returns the exit code (2: something for whoever runs the bot to do)."""
    # A bot that runs for months need not hold what reads a command line.
    if sys.argv[1:] == ["run"]:
        from mentorbot.run import run  # noqa: PLC0415

        try:
            run()
        except OperatorError as error:
            print(error.sentence, file=sys.stderr)  # noqa: T201 - this is what a command line is for
            return REFUSED
        return 0
    from mentorbot import cli  # noqa: PLC0415

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
