"""How Slack writes files, and the conversations that they are in."""

from mentorbot.sandbox.slack.world.channels import Channel
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json

DOWNLOAD = "/files-pri/"


def write_file(world: World, file: File) -> Json:
    """A file."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    private = f"{world.url}{DOWNLOAD}{file.team_id}-{file.id}/"
    shares: Json = {}
    rooms: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel_id, stamps in file.shares.items():
        channel = world.channels[channel_id]
        told = [
            {"ts": ts, "channel_name": channel.name, "team_id": channel.team_id, "reply_count": 0}
            for ts in stamps
        ]
        shares.setdefault("public" if channel.kind == "public" else "private", {})[channel_id] = told
        rooms[_room(channel)].append(channel_id)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if file.processed else "",
        "filetype": kind if file.processed else "",
        "pretty_type": kind.upper() if file.processed else "",
        "user": file.user_id,
        "user_team": file.team_id,
        "editable": False,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": "public" in shares,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}{file.name}",
        "url_private_download": f"{private}download/{file.name}",
        "permalink": f"https://{world.teams[file.team_id].domain}.slack.com/files/{file.user_id}/{file.id}",
        "is_starred": False,
        "shares": shares,
        **rooms,
        "has_rich_preview": False,
        "file_access": "visible",
        **({"alt_txt": file.alt_text} if file.alt_text else {}),
    }


def _room(channel: Channel) -> str:
    """Under which name a file lists a conversation that it is in."""
    if channel.kind == "im":
        return "ims"
    return "channels" if channel.kind == "public" else "groups"
