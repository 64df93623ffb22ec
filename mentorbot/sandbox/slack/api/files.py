"""Files on their way: promised, uploaded, completed, and a moment later shared."""

import mimetypes
import secrets
from dataclasses import dataclass

from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.slack.world.telling import tell
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json

LARGEST_FILE = 1024**3
UPLOAD = "/upload/v1/"


@dataclass(slots=True)
class Sharing:
    """Files that were completed, and are going to be in messages once they are looked through."""

    files: list[File]
    author: User
    channels: list[Channel]
    text: str
    blocks: list[Json]
    thread_ts: str
    app_id: str


def promise_file(world: World, author: User, team_id: str, name: str, length: int) -> File:
    """Make a file that is going to be uploaded."""
    file = File(
        world.new_id("F"),
        team_id,
        author.id,
        name,
        name,
        world.clock(),
        length,
        secrets.token_urlsafe(32),
        mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    world.files[file.id] = file
    return file


def share_files(world: World, sharing: Sharing) -> None:
    """Put files into a message in every conversation they are for, and tell the apps that listen."""
    for file in sharing.files:
        file.processed = True
    for channel in sharing.channels:
        _share_in(world, sharing, channel)


def _share_in(world: World, sharing: Sharing, channel: Channel) -> None:
    message = Message(
        world.new_ts(),
        channel,
        sharing.author,
        sharing.text,
        sharing.blocks,
        files=sharing.files,
        app_id=sharing.app_id,
        subtype="file_share",
        thread_ts=sharing.thread_ts,
    )
    for file in sharing.files:
        file.shares.setdefault(channel.id, []).append(message.ts)
    lives.post(world, message)
    for file in sharing.files:
        event: Json = {
            "type": "file_shared",
            "channel_id": channel.id,
            "file_id": file.id,
            "user_id": file.user_id,
            "file": {"id": file.id},
        }
        tell(world, event, team_id=channel.team_id, channel=channel)
