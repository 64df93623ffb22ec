"""The process in which a table that somebody sent is read: ``python -m mentorbot.chat.table_reading LAYOUT``.

The file comes in; its rows go out as JSON, or why it is refused. The bot reads no file of a stranger itself.
"""

import codecs
import json
import sys

from mentorbot.chat.spreadsheet import Layout, decode_table, read_table
from mentorbot.errors import UserError
from mentorbot.narrow import narrow_process

MOST_SECONDS = 10
"""Of computing."""
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


def main(given: str) -> None:
    """Read what comes in, and write what was found."""
    columns, needed, rows, size = json.loads(given)
    layout = Layout(tuple(columns), tuple(needed), rows, size)
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)  # no file is opened afterwards
    narrow_process(MOST_SECONDS)
    made: dict[str, object]
    try:
        text = decode_table(sys.stdin.buffer.read(size + 1), layout)
        made = {"rows": list(read_table(text, layout))}
    except UserError as error:
        made = {"refused": error.sentence}
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
