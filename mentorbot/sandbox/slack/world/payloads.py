"""How Slack writes what there is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel, Message, Notice
from mentorbot.sandbox.slack.world.teams import Enterprise, Team, User, UserGroup
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.slack.world.written import write_file
from mentorbot.sandbox.wire import Json

AVATAR = "https://avatars.example/"
SIZES = (24, 32, 48, 72, 192, 512)


def seconds(moment: datetime | None) -> int:
    """A moment in seconds since 1970."""
    return int(moment.timestamp()) if moment else 0


def profile(user: User) -> Json:
    """A person's profile, without the address of their mailbox."""
    told = user.profile
    body: Json = {
        "title": told.title,
        "phone": "",
        "skype": "",
        "real_name": told.real_name,
        "real_name_normalized": told.real_name,
        "display_name": told.display_name,
        "display_name_normalized": told.display_name,
        "first_name": told.real_name.partition(" ")[0],
        "last_name": told.real_name.partition(" ")[2],
        "status_text": told.status_text,
        "status_text_canonical": "",
        "status_emoji": told.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": user.id.lower()[-8:],
        "team": user.team_id,
    }
    for size in SIZES:
        body[f"image_{size}"] = f"{AVATAR}{user.id}_{size}.png"
    if user.is_bot:
        body |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    return body


def user(
    world: World,
    one: User,
    *,
    seen_from: str = "",
    email: bool = False,
    locale: bool = False,
    whole: bool = False,
) -> Json:
    """A person or a bot.

    Args:
        seen_from: The workspace in which it is looked at; people of others are strangers there.
        email: Whether the mailbox is told, too.
        locale: Whether the language is told, too.
        whole: Whether all is told of who was deactivated, too, as in events.
    """
    told = profile(one)
    if email and one.profile.email and not one.is_bot:
        told["email"] = one.profile.email
    stranger = bool(seen_from) and seen_from in world.teams and one.id not in world.teams[seen_from].users
    body: Json = {
        "id": one.id,
        "team_id": one.team_id,
        "name": one.name,
        "deleted": one.deleted,
        "profile": told,
        "is_bot": one.is_bot,
        "is_app_user": False,
        "updated": one.updated,
    }
    if stranger:
        return {**body, "is_stranger": True, "real_name": one.profile.real_name}
    if one.deleted and not whole:
        return body
    zone = world.now().astimezone(ZoneInfo(one.tz))
    offset = zone.utcoffset()
    body |= {
        "color": "9f69e7",
        "real_name": one.profile.real_name,
        "tz": one.tz,
        "tz_label": zone.tzname() or one.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": one.is_admin,
        "is_owner": one.is_owner,
        "is_primary_owner": one.role == "primary_owner",
        "is_restricted": one.is_guest,
        "is_ultra_restricted": one.role == "single_channel_guest",
        "is_email_confirmed": not one.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if locale:
        body["locale"] = one.locale
    home = world.teams.get(one.team_id)
    if home is not None and home.enterprise is not None:
        body["enterprise_user"] = _in_enterprise(one, home.enterprise)
    return body


def _in_enterprise(one: User, enterprise: Enterprise) -> Json:
    """What somebody is in the organization that their workspace belongs to."""
    return {
        "id": one.id,
        "enterprise_id": enterprise.id,
        "enterprise_name": enterprise.name,
        "is_admin": False,
        "is_owner": False,
        "teams": [team.id for team in enterprise.teams if one.id in team.users],
    }


def notice(one: Notice) -> Json:
    """A topic or a purpose."""
    return {"value": one.value, "creator": one.creator, "last_set": one.last_set}


def channel(one: Channel, viewer: User | None = None, *, count: bool = False) -> Json:
    """A conversation, as somebody sees it."""
    created = seconds(one.created)
    if one.kind == "im":
        other = next((member for member in one.members if viewer is None or member != viewer.id), "")
        return {
            "id": one.id,
            "created": created,
            "is_archived": one.archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": one.team_id,
            "updated": created * 1000,
            "user": other,
            "is_user_deleted": False,
            "priority": 0,
        }
    body: Json = {
        "id": one.id,
        "name": one.name,
        "is_channel": one.kind == "public",
        "is_group": one.kind == "private",
        "is_im": False,
        "is_mpim": one.kind == "mpim",
        "is_private": one.is_private,
        "created": created,
        "is_archived": one.archived,
        "is_general": one.general,
        "unlinked": 0,
        "name_normalized": one.name,
        "is_shared": bool(one.connected),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": one.team_id,
        "updated": seconds(one.updated or one.created) * 1000,
        "creator": one.creator,
        "is_ext_shared": bool(one.connected),
        "shared_team_ids": [one.team_id, *one.connected],
        "pending_connected_team_ids": [],
        "is_member": viewer is not None and viewer.id in one.members,
        "topic": notice(one.topic),
        "purpose": notice(one.purpose),
        "previous_names": list(one.previous_names),
    }
    if count:
        body["num_members"] = len(one.members)
    return body


def bot_profile(author: User) -> Json:
    """The bot that wrote a message."""
    icons = {f"image_{size}": f"{AVATAR}{author.id}_{size}.png" for size in (36, 48, 72)}
    return {
        "id": author.bot_id,
        "deleted": author.deleted,
        "name": author.profile.real_name,
        "updated": author.updated,
        "app_id": author.app_id,
        "icons": icons,
        "team_id": author.team_id,
    }


def message(world: World, one: Message, *, metadata: bool = False) -> Json:
    """A message.

    Args:
        metadata: Whether what the app noted on it is told, too.
    """
    body: Json = {"type": "message", "user": one.user.id, "ts": one.ts, "text": one.text}
    if one.subtype:
        body["subtype"] = one.subtype
    if one.app_id:
        body |= {"bot_id": one.user.bot_id, "app_id": one.app_id, "bot_profile": bot_profile(one.user)}
    elif one.client_msg_id:
        body["client_msg_id"] = one.client_msg_id
    body["team"] = one.channel.team_id
    for name, value in (("blocks", one.blocks), ("attachments", one.attachments), ("edited", one.edited)):
        if value:
            body[name] = value
    if one.files:
        body["files"] = [write_file(world, file) for file in one.files]
    if one.reactions:
        body["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in one.reactions.items()
        ]
    if metadata and one.metadata:
        body["metadata"] = one.metadata
    body |= one.extra
    return body | _thread(one)


def permalink(world: World, one: Message) -> str:
    """The address of a message."""
    team = world.teams[one.channel.team_id]
    number = one.ts.replace(".", "")
    return f"https://{team.domain}.slack.com/archives/{one.channel.id}/p{number}"


def _thread(one: Message) -> Json:
    """What a message says of the thread it is in, or began."""
    if one.is_ephemeral:
        return {"thread_ts": one.thread_ts} if one.thread_ts else {}
    if one.thread_ts and one.thread_ts != one.ts:
        root = one.channel.messages.get(one.thread_ts)
        told: Json = {"thread_ts": one.thread_ts}
        if root is not None and one.broadcast:
            told["root"] = _beginning(root)
        elif root is not None:
            told["parent_user_id"] = root.user.id
        return told
    return _answers(one)


def _beginning(root: Message) -> Json:
    """The beginning of a thread, as an answer tells of it that is shown in the channel, too."""
    told: Json = {"type": "message", "ts": root.ts, "text": root.text}
    if root.app_id:
        told["bot_id"] = root.user.bot_id
    told |= _answers(root)
    told.pop("is_locked", None)
    return told


def _answers(one: Message) -> Json:
    """What a message says of those that answer it."""
    replies = one.channel.replies(one.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user.id for reply in replies))
    return {
        "thread_ts": one.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people,
        "is_locked": False,
        "subscribed": False,
    }


def view(one: View) -> Json:
    """A modal or a Home tab."""
    given = one.given
    body: Json = {
        "id": one.id,
        "team_id": one.team_id,
        "type": one.type,
        "blocks": given["blocks"],
        "private_metadata": one.private_metadata,
        "callback_id": one.callback_id,
        "state": {"values": one.state},
        "hash": one.hash,
        "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": one.previous_view_id,
        "root_view_id": one.root_view_id,
        "app_id": one.app_id,
        "external_id": one.external_id,
        "app_installed_team_id": one.installed_in,
        "bot_id": one.bot_id,
    }
    if one.type == "modal":
        body["submit_disabled"] = bool(given.get("submit_disabled"))
    return body


def group(one: UserGroup, *, users: bool = False, count: bool = False) -> Json:
    """A user group."""
    body: Json = {
        "id": one.id,
        "team_id": one.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": one.name,
        "description": one.description,
        "handle": one.handle,
        "is_external": False,
        "date_create": seconds(one.created),
        "date_update": seconds(one.updated or one.created),
        "date_delete": seconds(one.updated) if one.disabled else 0,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": one.creator,
        "updated_by": one.creator,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(one.users),
    }
    if users:
        body["users"] = list(one.users)
    if not count:
        del body["user_count"]
    return body


def team(one: Team) -> Json:
    """A workspace."""
    body: Json = {
        "id": one.id,
        "name": one.name,
        "url": f"https://{one.domain}.slack.com/",
        "domain": one.domain,
        "email_domain": "",
        "icon": {"image_default": True, "image_34": f"{AVATAR}{one.id}_34.png"},
        "avatar_base_url": AVATAR,
        "is_verified": False,
    }
    if one.enterprise is not None:
        body |= {
            "enterprise_id": one.enterprise.id,
            "enterprise_name": one.enterprise.name,
            "enterprise_domain": one.enterprise.domain,
        }
    return body


def event_callback(
    world: World, installation: Installation, event: Json, *, team_id: str, shared: bool = False
) -> Json:
    """What wraps an event on its way to an app, over Socket Mode and HTTP alike."""
    app: App = installation.app
    enterprise = installation.enterprise
    return {
        "token": app.verification_token,
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": enterprise.id if enterprise else None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.new_id("Ev"),
        "event_time": world.clock(),
        "authorizations": [
            {
                "enterprise_id": enterprise.id if enterprise else None,
                "team_id": None if installation.is_org_wide else team_id,
                "user_id": installation.bot.id,
                "is_bot": True,
                "is_enterprise_install": installation.is_org_wide,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{world.new_id('x')}",
    }
