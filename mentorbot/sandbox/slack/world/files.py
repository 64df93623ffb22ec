"""Files that apps and people upload."""

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class File:
    """A file.

    Args:
        created: When it was promised, in seconds since 1970.
        content: What is in it; None until it has been uploaded.
        length: How many bytes were promised.
        completed: Whether its upload was completed; before, nobody sees it.
        processed: Whether it was looked through after that; before, no block can show it.
        shares: In which messages it is: ts by channel.
        secret: What only its upload address knows.
    """

    id: str
    team_id: str
    user_id: str
    name: str
    title: str
    created: int
    length: int
    secret: str
    mimetype: str = "application/octet-stream"
    alt_text: str = ""
    snippet_type: str = ""
    content: bytes | None = None
    completed: bool = False
    processed: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
