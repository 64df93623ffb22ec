"""People and bots, and the applications of the bots."""

from dataclasses import dataclass, field

from mentorbot.sandbox.wire import Json


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot.

    Args:
        accepts_dms: Whether strangers of the same guild may write to them; a bot that tries else gets 50007.
        webhook: Whether it is only what a webhook writes as.
    """

    id: str
    username: str
    global_name: str | None = None
    bot: bool = False
    accepts_dms: bool = True
    locale: str = "en-US"
    avatar: str | None = None
    banner: str | None = None
    blocked: set[str] = field(default_factory=set)
    webhook: bool = False

    @property
    def discriminator(self) -> str:
        """The four digits of a bot's tag; people have none any more, and webhooks no tag."""
        if not self.bot:
            return "0"
        return "0000" if self.webhook else f"{(int(self.id) >> 22) % 9999 + 1:04}"

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Application:
    """A bot's application.

    Args:
        privileged: The privileged intents that its owner switched on in the developer portal.
        settings: What was set besides, as Discord writes it, by field.
    """

    id: str
    name: str
    bot: User
    token: str
    owner: User
    public_key: str
    privileged: int = 0
    description: str = ""
    emojis: dict[str, Json] = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
