"""/opportunity post: sharing jobs, fellowships and the like."""

from mentorbot.chat import Card, Form, posting
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.forms.asking import ask_back
from mentorbot.members.suggestions import suggest_day
from mentorbot.members.words import SETTINGS
from mentorbot.networking.opportunities import answers, cards, forms, sharing, terms
from mentorbot.networking.opportunities import posting as opening
from mentorbot.networking.opportunities.service import Managed, Seen

WHAT = "opportunity"
"""What platforms know by this name, when they show something of their own."""


@command(
    "opportunity post",
    "Share one: a job, internship, fellowship … You see it before others do.",
    choice("kind", "What is on offer.", cards.KINDS),
    choice("mode", "On site, hybrid or remote.", cards.MODES),
    choice("setting", "Where in healthcare.", SETTINGS),
    choice("level", "How far along a career.", cards.LEVELS),
    text("pay", "What it pays, if it says so.", most=terms.MOST_PAY),
    text(
        "deadline",
        "The last day to apply, such as March 1; leave it out if there is none.",
        suggest=suggest_day,
    ),
)
async def post_opportunity(  # noqa: PLR0917 - one for each option
    turn: Turn,
    kind: str,
    mode: str = "",
    setting: str = "",
    level: str = "",
    pay: str = "",
    deadline: str = "",
) -> Form:
    """Begin one, and ask for its words."""
    given = {
        "kind": kind, "mode": mode, "setting": setting, "level": level, "pay": pay, "deadline": deadline,
    }  # fmt: skip
    async with turn.change() as session:
        made = await sharing.draft_opportunity(session, turn.caller, turn.rights, given)
    return forms.words_form(made)


@press("opportunities:write")
async def ask_for_words(press: Press) -> Form:
    """The form of its words."""
    return forms.words_form((await _managed(press)).opportunity)


@press("opportunities:deadline")
async def ask_for_deadline(press: Press) -> Form:
    """The form of its deadline."""
    found = await _managed(press)
    return forms.deadline_form(found.opportunity, found.zone)


@press("opportunities:manage", anew=True)
async def manage_opportunity(press: Press) -> Card:
    """One opportunity, for whoever looks after it."""
    return cards.managed_card(await _managed(press))


@sent("opportunities:save_words")
async def save_words(press: Press) -> Card:
    """Store its words."""
    texts = answers.read_texts(press.typed)
    async with press.change() as session:
        found = await sharing.write_opportunity(session, press.caller, press.rights, _seen(press), texts)
    return _changed_card(press, found)


@sent("opportunities:save_deadline")
async def save_deadline(press: Press) -> Card:
    """Store its deadline."""
    typed = press.typed.get("deadline", "")
    async with press.read() as connection:
        read = await sharing.read_back_deadline(
            connection, press.caller, press.rights, _seen(press).id, typed
        )
    if asked := await ask_back(press, "opportunities:save_deadline", read):
        return asked
    async with press.change() as session:
        found = await sharing.set_deadline(session, press.caller, press.rights, _seen(press), typed)
    return _changed_card(press, found)


@press("opportunities:publish")
async def publish_opportunity(press: Press) -> Card:
    """Show it to all, or hand it to organizers."""
    who = press.caller
    async with press.read() as connection:
        channel_id = await sharing.find_channel(connection, who)
    access = await press.platform.find_access(who.community or "", channel_id)
    posting.check_post(access, channel_id, command="/setup opportunities")
    async with press.change() as session:
        found = await sharing.publish_opportunity(session, who, press.rights, _seen(press))
    return cards.managed_card(found, cards.THANKS)


@press("opportunities:close", anew=True)
async def close_opportunity(press: Press) -> Card:
    """Close it; a draft is dropped."""
    async with press.change() as session:
        found = await opening.close_opportunity(session, press.caller, press.rights, _seen(press).id)
    _bring_up(press, found.id)
    if press.seen_by_all:
        press.renew(cards.closed_for_all_card(found, press.caller.user_id))
    return cards.dropped_card(found)


def _seen(press: Press) -> Seen:
    id_, _, version = press.argument.partition(":")
    return Seen(number(id_), number(version))


async def _managed(press: Press) -> Managed:
    async with press.read() as connection:
        return await sharing.find_managed(connection, press.caller, press.rights, _seen(press).id)


def _changed_card(press: Press, found: Managed) -> Card:
    _bring_up(press, found.opportunity.id)
    return cards.managed_card(found, cards.STORED)


def _bring_up(press: Press, id_: int) -> None:
    """Change the message that all see, once the answer is on the screen."""

    async def bring_up() -> None:
        await press.platform.bring_up(WHAT, id_)

    press.afterwards(bring_up)
