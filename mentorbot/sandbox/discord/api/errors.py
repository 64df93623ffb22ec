"""Discord's errors: code, message, HTTP status, and the tree of form errors.

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.wire import Json

UNKNOWN_ACCOUNT = 10001
UNKNOWN_APPLICATION = 10002
UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_OVERWRITE = 10009
UNKNOWN_ROLE = 10011
UNKNOWN_USER = 10013
UNKNOWN_EMOJI = 10014
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
UNKNOWN_APPLICATION_COMMAND = 10063
UNKNOWN_COMMAND_PERMISSIONS = 10066
UNKNOWN_SCHEDULED_EVENT = 10070
TOO_MANY_PINS = 30003
TOO_MANY_REACTIONS = 30010
TOO_MANY_COMMANDS = 30032
TOO_MANY_COMMANDS_A_DAY = 30034
TOO_LARGE = 40005
ALREADY_ACKNOWLEDGED = 40060
NO_REPLY_WITHOUT_HISTORY = 160002
THREAD_EXISTS = 160004
THREAD_LOCKED = 160005
CANNOT_FORWARD_UNREAD = 160014
MISSING_ACCESS = 50001
INVALID_ACCOUNT_TYPE = 50002
NOT_ON_A_DM = 50003
NOT_THE_AUTHOR = 50005
EMPTY_MESSAGE = 50006
CANNOT_DM = 50007
NOT_IN_THIS_CHANNEL = 50008
MISSING_PERMISSIONS = 50013
INVALID_TOKEN = 50014
NOT_IN_ANOTHERS_MESSAGE = 50019
NOT_ON_A_SYSTEM_MESSAGE = 50021
NOT_ON_THIS_CHANNEL_TYPE = 50024
INVALID_WEBHOOK_TOKEN = 50027
INVALID_ROLE = 50028
INVALID_RECIPIENTS = 50033
UNKNOWN_BAN = 10026
TOO_OLD_TO_BULK_DELETE = 50034
INVALID_FORM = 50035
INVALID_VERSION = 50041
THREAD_ARCHIVED = 50083
INVALID_JSON = 50109
OTHER_APPLICATION = 40041
REACTION_BLOCKED = 90001
UNKNOWN_INVITE = 10006
UNKNOWN_STICKER = 10060
UNKNOWN_VOICE_STATE = 10065
UNKNOWN_STAGE = 10067
UNKNOWN_WELCOME_SCREEN = 10069
UNKNOWN_TAG = 10087
UNKNOWN_RULE = 10095
TOO_MANY_WEBHOOKS = 30007
TOO_MANY_EMOJI = 30008
NOT_IN_VOICE = 40032
ALREADY_CROSSPOSTED = 40033
NOT_IN_A_FORUM = 40058
TAG_REQUIRED = 40067
INVALID_OAUTH2_TOKEN = 50025
FILE_TOO_LARGE = 50045
VOICE_ALONE = 50159
VOICE_ONE_FILE = 50160
VOICE_UNDESCRIBED = 50161
VOICE_NOT_EDITED = 50162
POLL_EXPIRED = 520001
CANNOT_EDIT_A_POLL = 520003
NOT_A_POLL = 520006

CATALOGUE: dict[int, tuple[int, str]] = {
    UNKNOWN_ACCOUNT: (404, "Unknown account"),
    UNKNOWN_APPLICATION: (404, "Unknown Application"),
    UNKNOWN_CHANNEL: (404, "Unknown Channel"),
    UNKNOWN_GUILD: (404, "Unknown Guild"),
    UNKNOWN_MEMBER: (404, "Unknown Member"),
    UNKNOWN_MESSAGE: (404, "Unknown Message"),
    UNKNOWN_OVERWRITE: (404, "Unknown Overwrite"),
    UNKNOWN_ROLE: (404, "Unknown Role"),
    UNKNOWN_USER: (404, "Unknown User"),
    UNKNOWN_EMOJI: (400, "Unknown Emoji"),
    UNKNOWN_WEBHOOK: (404, "Unknown Webhook"),
    UNKNOWN_INTERACTION: (404, "Unknown interaction"),
    UNKNOWN_APPLICATION_COMMAND: (404, "Unknown application command"),
    UNKNOWN_COMMAND_PERMISSIONS: (404, "Unknown application command permissions"),
    UNKNOWN_SCHEDULED_EVENT: (404, "Unknown Guild Scheduled Event"),
    TOO_MANY_PINS: (400, "Maximum number of pins reached (50)"),
    TOO_MANY_REACTIONS: (400, "Maximum number of reactions reached (20)"),
    TOO_MANY_COMMANDS: (400, "Maximum number of application commands reached (100)."),
    TOO_MANY_COMMANDS_A_DAY: (429, "Max number of daily application command creates has been reached (200)"),
    TOO_LARGE: (413, "Request entity too large"),
    OTHER_APPLICATION: (403, "This interaction belongs to another application"),
    ALREADY_ACKNOWLEDGED: (400, "Interaction has already been acknowledged."),
    MISSING_ACCESS: (403, "Missing Access"),
    INVALID_ACCOUNT_TYPE: (403, "Invalid account type"),
    NOT_ON_A_DM: (403, "Cannot execute action on a DM channel"),
    NOT_THE_AUTHOR: (403, "Cannot edit a message authored by another user"),
    EMPTY_MESSAGE: (400, "Cannot send an empty message"),
    CANNOT_DM: (403, "Cannot send messages to this user"),
    NOT_IN_THIS_CHANNEL: (403, "Cannot send messages in a non-text channel"),
    MISSING_PERMISSIONS: (403, "Missing Permissions"),
    INVALID_TOKEN: (401, "Invalid authentication token provided"),
    NOT_IN_ANOTHERS_MESSAGE: (403, "A message can only be pinned to the channel it was sent in"),
    NOT_ON_A_SYSTEM_MESSAGE: (403, "Cannot execute action on a system message"),
    NOT_ON_THIS_CHANNEL_TYPE: (400, "Cannot execute action on this channel type"),
    INVALID_WEBHOOK_TOKEN: (401, "Invalid Webhook Token"),
    INVALID_ROLE: (400, "Invalid Role"),
    UNKNOWN_BAN: (404, "Unknown Ban"),
    INVALID_RECIPIENTS: (400, "Invalid Recipient(s)"),
    TOO_OLD_TO_BULK_DELETE: (
        400,
        "You can only bulk delete messages that are under 14 days old.",
    ),
    INVALID_FORM: (400, "Invalid Form Body"),
    INVALID_VERSION: (400, "Invalid API version provided"),
    THREAD_ARCHIVED: (400, "Thread is archived"),
    INVALID_JSON: (400, "The request body contains invalid JSON."),
    REACTION_BLOCKED: (403, "Reaction was blocked"),
    NO_REPLY_WITHOUT_HISTORY: (403, "Cannot reply without permission to read message history"),
    THREAD_LOCKED: (400, "Thread is locked"),
    CANNOT_FORWARD_UNREAD: (403, "You cannot forward a message whose content you cannot read"),
    UNKNOWN_INVITE: (404, "Unknown Invite"),
    UNKNOWN_STICKER: (404, "Unknown sticker"),
    UNKNOWN_VOICE_STATE: (404, "Unknown Voice State"),
    UNKNOWN_STAGE: (404, "Unknown Stage Instance"),
    UNKNOWN_WELCOME_SCREEN: (404, "Unknown Guild Welcome Screen"),
    NOT_IN_A_FORUM: (400, "Cannot send messages in a forum channel"),
    CANNOT_EDIT_A_POLL: (400, "Cannot edit a poll message"),
    UNKNOWN_TAG: (404, "Unknown tag"),
    UNKNOWN_RULE: (404, "Unknown Auto Moderation rule"),
    TOO_MANY_WEBHOOKS: (400, "Maximum number of webhooks reached (15)"),
    TOO_MANY_EMOJI: (400, "Maximum number of emojis reached (50)"),
    NOT_IN_VOICE: (400, "Target user is not connected to voice."),
    ALREADY_CROSSPOSTED: (400, "This message has already been crossposted."),
    TAG_REQUIRED: (400, "A tag is required to create a forum post in this channel"),
    INVALID_OAUTH2_TOKEN: (403, "Invalid OAuth2 access token provided"),
    FILE_TOO_LARGE: (400, "File uploaded exceeds the maximum size"),
    VOICE_ALONE: (400, "Voice messages do not support additional content"),
    VOICE_ONE_FILE: (400, "Voice messages must have a single audio attachment"),
    VOICE_UNDESCRIBED: (400, "Voice messages must have supporting metadata"),
    VOICE_NOT_EDITED: (400, "Voice messages cannot be edited"),
    POLL_EXPIRED: (400, "Poll expired"),
    NOT_A_POLL: (400, "Cannot expire a non-poll message"),
    THREAD_EXISTS: (400, "A thread has already been created for this message"),
}


class DiscordError(Exception):
    """What Discord answers when it refuses a request.

    Args:
        code: Discord's JSON error code; its usual status and message are in `CATALOGUE`.
        message: Another message than the usual one.
        status: Another HTTP status than the usual one.
        errors: The tree under `errors`, for code 50035.
    """

    def __init__(
        self, code: int, message: str | None = None, *, status: int | None = None, errors: Json | None = None
    ) -> None:
        usual_status, usual_message = CATALOGUE.get(code, (400, "Bad Request"))
        self.code = code
        self.message = usual_message if message is None else message
        self.status = status or usual_status
        self.errors = errors
        super().__init__(f"{self.status} (error code: {code}): {self.message}")

    def body(self) -> Json:
        """The JSON body of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


UNAUTHORIZED = DiscordError(0, "401: Unauthorized", status=401)
BROKEN = DiscordError(0, "500: Internal Server Error", status=500)
NOT_FOUND = DiscordError(0, "404: Not Found", status=404)
NOT_ALLOWED = DiscordError(0, "405: Method Not Allowed", status=405)


def invalid_form(problems: Problems) -> DiscordError:
    """The error for what was found wrong with a form body."""
    return DiscordError(INVALID_FORM, errors=problems.tree())


def refuse_if(problems: Problems) -> None:
    """Raise the error for a form body, if anything was found wrong with it."""
    if problems:
        raise invalid_form(problems)
