"""The peer: /nextstep as a tutorial would write it.

The same tables, the same choice of what comes next and the same words; but an ORM session with lazy
relationships for the read, and a view of discord.py's classes, with its callbacks, for the answer.

`python -m benchmarks.tutorial_bot URL TOKEN DATABASE`
"""

import sys
from datetime import date, datetime
from typing import Any

import discord
from discord import app_commands, ui
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncAttrs, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from benchmarks.point import point_at
from mentorbot import clock
from mentorbot.chat import Action, Actions, Block, Card, Divider, Fields, Section
from mentorbot.db import UTCDateTime, text_enum
from mentorbot.guide.load import Library
from mentorbot.guide.model import Setting, Stage
from mentorbot.members.service import MemberView
from mentorbot.progress import service
from mentorbot.progress.cards import advice_card
from mentorbot.progress.models import Mark as State


class Base(AsyncAttrs, DeclarativeBase):
    """The tutorial's own models of the tables."""


class Community(Base):
    """A server."""

    __tablename__ = "community"
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    members: Mapped[list["Member"]] = relationship(back_populates="community")


class Member(Base):
    """Somebody in it."""

    __tablename__ = "member"
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    user_id: Mapped[str]
    stage: Mapped[Stage | None] = mapped_column(text_enum(Stage))
    goal: Mapped[str]
    time_zone: Mapped[str]
    locale: Mapped[str]
    target_date: Mapped[date | None]
    setting: Mapped[Setting | None] = mapped_column(text_enum(Setting))
    credential: Mapped[str | None]
    graduation: Mapped[int | None]
    dark: Mapped[bool]
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    community: Mapped[Community] = relationship(back_populates="members")
    marks: Mapped[list["Mark"]] = relationship(back_populates="member")


class Mark(Base):
    """What they have done."""

    __tablename__ = "progress"
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(text_enum(State))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    member: Mapped[Member] = relationship(back_populates="marks")


class CardButton(ui.Button[Any]):
    """A button of the answer."""

    def __init__(self, action: Action) -> None:
        super().__init__(label=action.label, custom_id=action.id, url=action.url, disabled=action.disabled)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Say that it was pressed; nobody presses it in a measurement."""
        await interaction.response.send_message(f"You pressed {self.label}.", ephemeral=True)


class NextStepView(ui.LayoutView):
    """The answer to /nextstep."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        container: ui.Container[Any] = ui.Container(
            ui.TextDisplay(f"## {card.title}"), accent_colour=0x1A4FC4
        )
        for block in card.blocks:
            container.add_item(_item(block))
        self.add_item(container)


def _item(block: Block) -> ui.Item[Any]:
    match block:
        case Section():
            text = f"### {block.heading}\n{block.text}" if block.heading else block.text
            if block.action is None:
                return ui.TextDisplay(text)
            return ui.Section(text, accessory=CardButton(block.action))
        case Fields():
            return ui.TextDisplay("\n".join(f"**{field.name}:** {field.value}" for field in block.fields))
        case Actions():
            return ui.ActionRow(*map(CardButton, block.actions))
        case Divider():
            return ui.Separator()
        case _:
            raise TypeError(f"/nextstep shows no {type(block).__name__}")


class TutorialBot(discord.Client):
    """One command, one session factory."""

    def __init__(self, database: str) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.sessions = async_sessionmaker(create_async_engine(f"sqlite+aiosqlite:///{database}"))
        self.guide = Library.load().guide()
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(
            app_commands.Command(name="nextstep", description="What is next?", callback=self.next_step)
        )

    async def setup_hook(self) -> None:
        """Register the command."""
        await self.tree.sync()

    async def next_step(self, interaction: discord.Interaction) -> None:
        """Read the member and what they have done, choose, answer."""
        async with self.sessions() as session:
            member = await session.scalar(
                select(Member).where(
                    Member.user_id == str(interaction.user.id),
                    Member.community.has(platform="discord", external_id=str(interaction.guild_id)),
                )
            )
            if member is None:
                await interaction.response.send_message("You are not enrolled.", ephemeral=True)
                return
            marks = {mark.item: mark.state for mark in await member.awaitable_attrs.marks}
            names = MemberView.__dataclass_fields__.keys() & Member.__table__.c.keys()
            view = MemberView(**{name: getattr(member, name) for name in names})
        advice = service.choose_next(self.guide, service.Standing(view, marks), clock.now())
        shown = NextStepView(advice_card(advice, self.guide))
        await interaction.response.send_message(view=shown, ephemeral=True)


def main() -> None:
    """Run it until it is stopped."""
    url, token, database = sys.argv[1:]
    point_at(url)
    TutorialBot(database).run(token, log_handler=None)


if __name__ == "__main__":
    main()
