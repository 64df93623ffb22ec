"""Gateway intents: which events a session wants.

Source: https://docs.discord.com/developers/events/gateway#gateway-intents
"""

GUILDS = 1 << 0
MEMBERS = 1 << 1
MODERATION = 1 << 2
EXPRESSIONS = 1 << 3
INTEGRATIONS = 1 << 4
WEBHOOKS = 1 << 5
INVITES = 1 << 6
VOICE_STATES = 1 << 7
PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_REACTIONS = 1 << 10
GUILD_TYPING = 1 << 11
DIRECT_MESSAGES = 1 << 12
DIRECT_REACTIONS = 1 << 13
DIRECT_TYPING = 1 << 14
MESSAGE_CONTENT = 1 << 15
SCHEDULED_EVENTS = 1 << 16
AUTOMOD_CONFIGURATION = 1 << 20
AUTOMOD_EXECUTION = 1 << 21
GUILD_POLLS = 1 << 24
DIRECT_POLLS = 1 << 25

UNDOCUMENTED = 0b111 << 17 | 0b11 << 22 | 0b1111 << 26
"""What Discord takes as well, of its own clients and of what is to come; some libraries ask for all."""

PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN = (1 << 17) - 1 | AUTOMOD_CONFIGURATION | AUTOMOD_EXECUTION | GUILD_POLLS | DIRECT_POLLS | UNDOCUMENTED
