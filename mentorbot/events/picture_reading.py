"""The process in which a picture that somebody attached is decoded, and written anew.

The picture comes in; a line of JSON goes out, null or why it is refused, and after it the picture as JPEG.
"""

import io
import json
import sys

from PIL import Image

from mentorbot.errors import UserError
from mentorbot.events.pictures import FORMATS, MOST_SENT, rewrite_picture
from mentorbot.narrow import narrow_process

MOST_SECONDS = 20
"""Of computing."""


def main() -> None:
    """Read what comes in, and write what came of it."""
    warm_up()
    narrow_process(MOST_SECONDS)
    data = sys.stdin.buffer.read(MOST_SENT + 1)
    refused, made = None, b""
    try:
        made = rewrite_picture(data)
    except UserError as error:
        refused = error.sentence
    sys.stdout.buffer.write(json.dumps(refused).encode() + b"\n" + made)


def warm_up() -> None:
    """Load all that reading takes: no file is opened afterwards."""
    for kind in FORMATS:
        drawn = io.BytesIO()
        Image.new("P" if kind == "GIF" else "RGB", (2, 2)).save(drawn, kind)
        rewrite_picture(drawn.getvalue())


if __name__ == "__main__":
    main()
