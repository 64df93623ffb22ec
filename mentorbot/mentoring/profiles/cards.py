"""The words around the profiles of mentors and mentees.

Buttons of a mentor's own are ``mentor:about``, ``offer``, ``room`` (forms), ``enlist``, ``resume``,
``leave_confirm`` and ``keep``; an organizer's are ``mentor:approve`` and ``mentor:turn_down`` with a member's
id. Those of a mentee are ``mentee:wish`` and ``mentee:reach`` (forms). Whoever looks at somebody has
``apart:not_match``, ``block`` (which asks), ``block_confirm`` and ``undo`` with whom it is about, as in
:mod:`.blocking`; ``apart:list`` shows them all.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Field,
    Fields,
    Section,
    Style,
    escape,
    mention,
    mention_channel,
    moment,
    number_of,
    paged,
)
from mentorbot.chat import title as heading
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import words
from mentorbot.mentoring.profiles.blocking import Kept, ToBlock
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import BlockKind, MentorState
from mentorbot.mentoring.vocabulary import name_topics
from mentorbot.times import zones

_ABOUT: Final = Action("Who you are", "mentor:about")
_OFFER: Final = Action("What you help with", "mentor:offer")
_ROOM: Final = Action("How much time", "mentor:room")
_REACH: Final = Action("How I can be met", "mentee:reach")
_LIST: Final = Action("Whom I keep away from", "apart:list")
THANKS: Final = "Thank you!"
STAYS: Final = "Good that you stay."
KEPT: Final = "Kept."
WISH_KEPT: Final = "Kept. **How I can be met** says when you have time; or look at once who fits."
UNDONE: Final = "Undone."
KEPT_AWAY: Final = {
    BlockKind.NOT_MATCH: "Done: the two of you are not brought together.",
    BlockKind.BLOCK: "Blocked. Neither of you is shown to the other by me.",
}
_STATES: Final = {
    MentorState.DRAFT: "You are not listed yet.",
    MentorState.WAITING: "An organizer looks at it now; you are told as soon as you are listed.",
    MentorState.LISTED: "You are listed: mentees find you and can ask you.",
    MentorState.PAUSED: (
        "You are paused: nobody new can ask you. `/mentor resume` ends that, unless organizers paused you."
    ),
}


def mentor_card(view: MentorView, zone: str, credentials: Mapping[str, str], said: str = "") -> Card:
    """A mentor's own profile, and what they can do with it.

    Args:
        zone: The key of their time zone.
        credentials: Names by id.
        said: What has just been done.
    """
    state = _STATES[view.state]
    if view.paused_until is not None:
        state = f"You are paused until {moment(view.paused_until, 'D')}; then you are listed again by itself."
    blocks: list[Block] = [Section(f"{said} {state}".strip())]
    if view.state is MentorState.DRAFT:
        blocks[0] = Section(f"{said} {_next_step(view)}".strip())
    blocks += [
        Divider(),
        *describe_offer(view, credentials),
        Fields((name_room(view), _zone(zone, _ROOM))),
    ]
    buttons = [_ABOUT, _OFFER, _ROOM]
    if view.state is MentorState.DRAFT:
        following = _OFFER if not view.finished else Action("Put me on the list", "mentor:enlist")
        first = Action(following.label, following.id, style=Style.PRIMARY)
        buttons = [first, *(one for one in buttons if one.id != first.id)]
    if view.state is MentorState.PAUSED:
        buttons.append(Action("Resume", "mentor:resume", style=Style.GOOD))
    blocks.append(Actions((*buttons, _LIST)))
    accent = Accent.GOOD if view.state is MentorState.LISTED else Accent.NEXT
    return Card(
        "You as a mentor", tuple(blocks), accent, "`/mentor pause` and `/mentor leave` are always open."
    )


def step_card(view: MentorView, done: int) -> Card:
    """After a step of joining, while there is another one."""
    said = "That is one step of three." if done == 1 else "Two of three are done."
    following = _OFFER if done == 1 else _ROOM
    action = Action(following.label, following.id, style=Style.PRIMARY)
    words_ = f"{said} Next: **{following.label.lower()}**. What you have filled in is kept."
    return Card(f"Welcome, {heading(view.name)}", (Section(words_), Actions((action,))), Accent.NEXT)


def mentee_card(view: MenteeView, zone: str, credentials: Mapping[str, str], said: str = "") -> Card:
    """What a mentee looks for, as they see it.

    Args:
        zone: The key of their time zone.
        credentials: Names by id.
        said: What has just been done.
    """
    blocks: list[Block] = [Section(said)] if said else []
    blocks += [*_wish(view, credentials), Fields((_zone(zone, _REACH),))]
    buttons = (
        Action("Find a mentor", "find:open", style=Style.PRIMARY),
        Action("What I look for", "mentee:wish"),
        _REACH,
        _LIST,
    )
    return Card("What you look for", (*blocks, Actions(buttons)), Accent.NEXT)


def viewed_card(
    whom: str,
    mentor: MentorView | None,
    mentee: MenteeView | None,
    credentials: Mapping[str, str],
    *,
    kept: BlockKind | None = None,
) -> Card:
    """Somebody as others see them.

    Args:
        whom: What they are called in buttons.
        kept: Whether, and how, whoever looks keeps away from them.
    """
    blocks: list[Block] = []
    if mentor is not None:
        blocks.append(Section(f"**A mentor here.** {_open(mentor)}"))
        blocks += describe_offer(mentor, credentials)
    if mentee is not None:
        blocks.append(Section("**Looks for a mentor.**"))
        blocks += _wish(mentee, credentials)
    name = heading((mentor or mentee).name) if mentor or mentee else "This person"  # type: ignore[union-attr]
    if not blocks:
        blocks.append(Section("They have said nothing about mentoring here."))
    buttons: list[Action] = []
    if mentor is not None and kept is None:
        buttons.append(Action("Ask to be my mentor", f"find:form:0:{whom}:{whom}", style=Style.PRIMARY))
    blocks.append(Actions((*buttons, *_apart(whom, kept))))
    return Card(name, tuple(blocks), footer="Who keeps away from whom is private. Nobody is told.")


def confirm_block_card(found: ToBlock) -> Card:
    """The question before somebody is blocked: what it ends, and what the other sees of it."""
    who = mention(found.user_id)
    said = f"You and {who} are not shown to each other by me any more, and I bring you together nowhere."
    if found.ends:
        said += (
            f" **This ends {words.join_words(found.ends)}.** They are told kindly that it has ended, not "
            "that you blocked them; where the two of you could write, you are both let out."
        )
    blocked = Action("Block", f"apart:block_confirm:{found.whom}", style=Style.DANGER)
    keep = Action("Keep as it is", "apart:page:1")
    return Card("Block this person?", (Section(said), Actions((blocked, keep))), Accent.CARE)


def apart_card(kept: Sequence[Kept], said: str = "", page: int = 1) -> Card:
    """Everybody whom somebody keeps away from, each once, to be undone; a page of them."""
    blocks: list[Block] = [Section(said)] if said else []
    shown = paged(kept, page, _MOST_SHOWN)
    for one in shown.items:
        how = "blocked" if one.kind is BlockKind.BLOCK else "not as mentor or mentee"
        name = f"**{escape(one.name)}**" if one.name else mention(one.user_id)
        blocks.append(Section(f"{name} · {how}", action=Action("Undo", f"apart:undo:{one.whom}")))
    if turns := shown.turns("apart:page"):
        blocks.append(Actions(tuple(turns)))
    if not kept:
        blocks.append(
            Section(
                "Nobody. In the menu of a person, **Apps → Mentoring: view profile** is where it is done."
            )
        )
    footer = " · ".join(filter(None, ("Only you see this, and nobody is told.", shown.said)))
    return Card("Whom you keep away from", tuple(blocks), footer=footer)


_MOST_SHOWN: Final = 10


def pause_card(view: MentorView, passed: int) -> Card:
    """After /mentor pause. ``passed``: requests that waited for them and have gone on to others."""
    until = f" until {moment(view.paused_until, 'D')}; you need do nothing then" if view.paused_until else ""
    said = f"Enjoy the break. Nobody new can ask you{until}. Your mentees stay."
    if passed:
        said += f" What waited for your answer ({passed}) has gone on, so that nobody waits in vain."
    resume = Action("Resume", "mentor:resume", style=Style.GOOD)
    return Card("Paused", (Section(said), Actions((resume,))), Accent.PLAIN)


def leave_card(mentees: Sequence[str], pairs: int) -> Card:
    """The question before somebody stops mentoring."""
    said = (
        "Your profile is deleted and nobody can ask you any more; if you have office hours, they close, and "
        "whoever has booked a time is told. You can join again at any time."
    )
    if pairs:
        who = words.join_words([f"**{escape(name)}**" for name in mentees]) or number_of(
            pairs, "person", "people"
        )
        said = (
            f"You are mentoring {who}. If you leave, that ends, and each of them is told kindly that you can "
            f"go on no longer; perhaps you would like to write to them first. {said}"
        )
    actions = (
        Action("Stop mentoring", "mentor:leave_confirm", style=Style.DANGER),
        Action("Stay", "mentor:keep"),
    )
    return Card("Stop mentoring?", (Section(said), Actions(actions)), Accent.CARE)


def left_card(pairs: int) -> Card:
    """After somebody stopped mentoring."""
    said = "You are no mentor here any more. Thank you for the time you gave."
    if pairs:
        said += f" {'Your mentee is' if pairs == 1 else f'Your {pairs} mentees are'} told."
    return Card("Until another time", (Section(said),), footer="`/mentor join` brings you back.")


def resumed_card(view: MentorView) -> Card:
    """That a pause is over."""
    words_ = f"Your pause is over, {escape(view.name)}: mentees find you again and can ask you."
    return Card(
        "Welcome back",
        (Section(words_),),
        Accent.GOOD,
        "If it is too soon: `/mentor pause`, with another day.",
    )


def settings_card(settings: Settings) -> Card:
    """How mentoring works in a community, after /setup mentoring."""
    where = mention_channel(settings.channel_id) if settings.channel_id else "direct messages"
    organizers = (
        mention_channel(settings.organizer_channel_id) if settings.organizer_channel_id else "nowhere yet"
    )
    fields = (
        Field("Pairs talk in", where),
        Field("Organizers are told in", organizers),
        Field("Mentors are looked at before they are listed", "yes" if settings.approval else "no"),
        Field("Hours a mentor has to answer", str(settings.answer_hours)),
        Field("Open requests of one student", str(settings.most_open)),
        Field("How often a mentor is asked in a week", str(settings.asks_a_week)),
        Field("Months a mentorship lasts, unless the two agree otherwise", str(settings.months)),
        Field("Mentors of one student at a time", str(settings.most_mentors)),
        Field(
            "A certificate needs",
            words.name_needed(settings.certificate_sessions, settings.certificate_weeks),
        ),
    )
    blocks: list[Block] = [Fields(fields)]
    if not settings.organizer_channel_id:
        blocks.append(
            Section("Name a channel for organizers (`organizers:`): there I tell of requests nobody took.")
        )
    return Card("Mentoring here", tuple(blocks), Accent.GOOD, "Run it again with whatever is to change.")


def _next_step(view: MentorView) -> str:
    if not view.finished:
        return "You are not listed yet: say what you help with, then how much time you have."
    return "You are not listed yet. When all of this is right, put yourself on the list."


def _open(view: MentorView) -> str:
    return "Takes new mentees." if view.available else "Takes nobody new at the moment."


def describe_offer(view: MentorView, credentials: Mapping[str, str]) -> list[Block]:
    """What a mentor offers, in full.

    Args:
        credentials: What each is called, by id; one that is missing is called by its id.
    """
    where = f", {escape(view.organization)}" if view.organization else ""
    head = f"**{escape(view.role)}**{where} · {SETTINGS[view.setting].lower()} · {_years(view.years)}"
    blocks: list[Block] = [Section(f"{head}\n{escape(view.about)}" if view.about else head)]
    fields = [
        Field("Helps with", ", ".join(name_topics(view.topics))),
        Field("Holds", ", ".join(credentials.get(one, one.upper()) for one in view.credentials)),
        Field("Offers", ", ".join(words.HELPS_OFFERED[one].lower() for one in view.helps)),
        Field("Meets", "; ".join(words.FORMATS[one].lower() for one in view.formats)),
        *_reach(view),
    ]
    blocks.append(Fields(tuple(field for field in fields if field.value)))
    return blocks


def _wish(view: MenteeView, credentials: Mapping[str, str]) -> list[Block]:
    fields = [
        Field("Wants help with", ", ".join(name_topics(view.topics))),
        Field("Wants to work in", ", ".join(SETTINGS[one].lower() for one in view.settings)),
        Field("Looks for", ", ".join(words.HELPS[one].lower() for one in view.helps)),
        Field("Aims at", ", ".join(credentials.get(one, one.upper()) for one in view.credentials)),
        Field("Now at", escape(view.organization)),
        *_reach(view),
    ]
    return [Section(escape(view.goals)), Fields(tuple(field for field in fields if field.value))]


def _reach(view: MentorView | MenteeView) -> list[Field]:
    return [
        Field("Speaks", ", ".join(words.LANGUAGES.get(one, one) for one in view.languages)),
        Field("Has time", words.join_words([words.DAY_PARTS[one] for one in view.day_parts])),
    ]


def name_room(view: MentorView) -> Field:
    """How much time a mentor has, and for how many mentees."""
    hours = f"{number_of(view.hours, 'hour')} a month"
    return Field("Time", f"{hours}, {view.taken} of {number_of(view.capacity, 'place')} taken")


def _zone(zone: str, where: Action) -> Field:
    """By which clock the hours of somebody are read; ``where`` they say it if they never have."""
    said = zones.label(zone)
    if zone == zones.DEFAULT:
        said += f", for I do not know where you live. “{where.label}” is where to say it."
    return Field("Time zone", said)


def _years(years: int) -> str:
    return number_of(years, "year")


def _apart(whom: str, kept: BlockKind | None) -> tuple[Action, ...]:
    if kept is not None:
        return (Action("Undo keeping away", f"apart:undo:{whom}"),)
    return (
        Action("Not this person", f"apart:not_match:{whom}"),
        Action("Block", f"apart:block:{whom}", style=Style.DANGER),
    )
