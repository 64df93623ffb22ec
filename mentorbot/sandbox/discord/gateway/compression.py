"""Transport compression of the gateway: one stream for the whole connection, flushed after every message."""

import zlib
from typing import Protocol


class Compressor(Protocol):
    """Turns messages into the frames of one stream."""

    def frame(self, text: str) -> bytes:
        """The bytes that bring `text` to the client."""
        ...


class ZlibStream:
    """`compress=zlib-stream`."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(1)

    def frame(self, text: str) -> bytes:
        """The bytes that bring `text` to the client, ending in 00 00 FF FF."""
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """`compress=zstd-stream`, in raw blocks: every decoder reads them and no library is needed to write them.

    Source: RFC 8878, 3.1.1 (frames) and 3.1.1.2 (blocks)
    """

    HEADER = bytes.fromhex("28b52ffd") + b"\x00" + b"\x58"  # magic; no flags; a window of 2 MiB
    BIGGEST_BLOCK = 128 * 1024

    def __init__(self) -> None:
        self._begun = False

    def frame(self, text: str) -> bytes:
        """The bytes that bring `text` to the client."""
        raw = text.encode()
        parts = [] if self._begun else [self.HEADER]
        self._begun = True
        for start in range(0, len(raw), self.BIGGEST_BLOCK):
            block = raw[start : start + self.BIGGEST_BLOCK]
            parts += [(len(block) << 3).to_bytes(3, "little"), block]
        return b"".join(parts)


COMPRESSORS: dict[str, type[Compressor]] = {"zlib-stream": ZlibStream, "zstd-stream": ZstdStream}
