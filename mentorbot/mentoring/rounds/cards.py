"""What organizers see of a round, and what somebody who signs up is answered."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Image,
    Section,
    Style,
    escape,
    fit,
    mention_channel,
    mention_group,
    moment,
    number_of,
    title,
)
from mentorbot.chat.lists import BACK, ON
from mentorbot.members.clocks import Clock
from mentorbot.members.words import STAGES, tell_clock
from mentorbot.mentoring.matching.division import FEW
from mentorbot.mentoring.matching.outcome import LEVELS, MANY_PAIRS, Left, Method
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.weights import Part, Weight
from mentorbot.mentoring.rounds import picture
from mentorbot.mentoring.rounds.results import PAGE, Line, Overview
from mentorbot.mentoring.rounds.terms import ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.terms import Format
from mentorbot.mentoring.words import MUSTS, PARTS, WEIGHTS, join_words

WAYS: Final = {
    Method.BEST.value: "The best fit altogether",
    Method.FAIR.value: "Nobody badly matched",
    Method.STABLE.value: "Stable: no two would rather have each other",
}
"""The ways to solve a round, as they are chosen."""
GROUPS: Final = {
    Group.NAMED: "Those whom you name",
    Group.STUDENTS: "All students",
    Group.PROFESSIONALS: "All who work already",
    **{Group(stage.value): f"{words[:1].upper()}{words[1:]}" for stage, words in STAGES.items()},
}
"""For whom places can be kept."""
APART: Final = "apart"
EMPLOYERS: Final = {"together": "May be brought together", APART: "Kept apart"}
METHODS: Final = {
    Method.BEST: "the best fit altogether",
    Method.FAIR: "nobody badly matched: the lowest score as high as can be",
    Method.STABLE: "no two would rather have each other",
}
FORMATS: Final = {Format.PAIR: "pairs", Format.CIRCLE: "a circle around each mentor"}
STATES: Final = {
    RoundState.OPEN: "open",
    RoundState.PUBLISHING: "being published",
    RoundState.ASKING: "both sides are being asked",
    RoundState.DONE: "published",
    RoundState.CANCELLED: "called off",
}
_WHY: Final = {
    Left.NO_MENTORS: "nobody else takes part as a mentor",
    Left.FORMAT: "no mentor who takes part meets people in this way",
    Left.LANGUAGE: "no mentor speaks a language of theirs",
    Left.EMPLOYER: "every mentor who speaks their language is of their own employer",
    Left.MUST: "they share what you said a pair must have with no mentor who speaks their language",
    Left.LEAST: "they reach the least score that you ask for with no mentor",
    Left.KEPT_APART: "every mentor who fits is ruled out for them",
    Left.RESERVED: "as many at their stage, or in their group, have a mentor as you let",
    Left.DECLINED: "they and every mentor who may be theirs were asked, and it came to nothing",
    Left.FULL: "every mentor who may be theirs is full",
    Left.CLASH: "a seat is free, but only in exchange for another pair",
    Left.LATE: "a seat became free after people had been asked for the last time",
}
_UNSAID: Final = {
    Part.TOPICS: "which topics it is about",
    Part.TIME: "when you have time",
    Part.SETTING: "where you want to work",
    Part.HELP: "which kind of help it is about",
    Part.CREDENTIALS: "which credentials it is about",
}


def opened_card(found: RoundView, clock: Clock) -> Card:
    """The round is open.

    Args:
        clock: By whose the end of sign-up was read.
    """
    text = (
        f"It is announced in {mention_channel(found.channel_id)}, and people can sign up until "
        f"{moment(found.closes_at)}. {tell_clock(clock, 'that time')}\n"
        "Look at who would get whom whenever you like, with `/match preview`. Nobody is told anything before "
        "you publish."
    )
    return Card(title(found.name), (Section(text), list_rules(found), _cancel(found)), Accent.GOOD)


def signed_up_card(found: RoundView, side: Side, unsaid: Sequence[Part] = (), *, news: bool) -> Card:
    """Somebody takes part.

    Args:
        unsaid: What a pair must have in common, and this one has said nothing about.
    """
    told = "You look for a mentor in this round." if side is Side.MENTEE else "You mentor in this round."
    text = f"{told if news else 'You take part already.'} I write to you when it is published."
    if side is Side.MENTEE:
        text += "\nMentors of the round may see your name and your topics, to say whom they would like."
    like = Action("Say whom you would like", f"match:like:{found.id}.{side}")
    off = Actions((like, Action("Not this time", f"match:off:{found.id}")))
    blocks = (Section(text), *_without(side, unsaid), off)
    return Card("You are in", blocks, Accent.CARE if unsaid else Accent.GOOD, footer=escape(found.name))


def _without(side: Side, unsaid: Sequence[Part]) -> tuple[Block, ...]:
    """Asks for what somebody has not said, without whom nobody can be found for them."""
    if not unsaid:
        return ()
    missing = join_words([_UNSAID[part] for part in unsaid])
    where = "`/mentee profile`" if side is Side.MENTEE else "`/mentor join`"
    text = (
        f"In this round a pair must have that in common, and you have not said yet {missing}. As it is, I "
        f"can bring you nobody. {where} is where to say it, until sign-up closes."
    )
    return (Section(text, "One more thing"),)


def signed_off_card(*, news: bool) -> Card:
    """Somebody takes part no longer."""
    text = "You do not take part in this round." if news else "You had not signed up, so nothing changed."
    return Card("Not this time", (Section(text),))


def working_card(found: RoundView, far: str, look: str = "look", code: str = "") -> Card:
    """A large round is being worked out.

    Args:
        far: How far it is, in words.
        look: The verb of the button that shows what came of it.
        code: What the button has to say besides which round it is.
    """
    text = f"I am working this round out: {escape(far)}. It goes on by itself; nobody is told anything."
    actions = (
        Action("Look again", f"match:{look}:{found.id}{f'.{code}' if code else ''}", style=Style.PRIMARY),
        Action("Stop it", f"match:stop:{found.id}"),
    )
    return Card(title(found.name), (Section(text), Actions(actions)), Accent.NEXT)


def stopped_card(found: RoundView, *, was_running: bool) -> Card:
    """A round is no longer worked out."""
    text = "I have stopped. Nothing was changed." if was_running else "Nothing was being worked out any more."
    again = Actions((Action("Work it out again", f"match:again:{found.id}"),))
    return Card(title(found.name), (Section(text), again))


def preview_card(
    found: RoundView, seen: Overview, page: Sequence[Line], number: int, *, dark: bool = False
) -> Card:
    """Who would get whom: a picture, ``dark`` for a dark screen, and the first pairs with the reasons."""
    blocks: list[Block] = [Section(_summary(found, seen))]
    if seen.pairs or seen.alone or seen.peers:
        alt = fit(_summary(found, seen).replace("**", ""), 1000)
        blocks.append(Image(picture.draw_round(seen, dark=dark), "round.png", alt, told=True))
    blocks += [Section(_line(line)) for line in page]
    blocks += _pages(found, "page", number, -(-seen.pairs // PAGE))
    alone = seen.lone
    actions = [
        Action(f"Without a mentor ({alone})", f"match:lone:{found.id}.1", disabled=not alone),
        Action("All as a file", f"match:file:{found.id}"),
    ]
    if found.state is RoundState.OPEN:
        publish = "Ask both sides" if found.confirm else "Publish"
        actions = [
            Action(publish, f"match:publish:{found.id}.{found.solved}", style=Style.PRIMARY),
            Action("Work it out again", f"match:again:{found.id}"),
            *actions,
            Action("Call it off", f"match:cancel:{found.id}", style=Style.DANGER),
        ]
    blocks.append(Actions(tuple(actions)))
    if found.state is RoundState.OPEN:
        costs = Action("What each choice costs", f"match:compare:{found.id}")
        more = Action("What more mentors would bring", f"match:suppose:{found.id}")
        blocks.append(Actions((costs, more)))
    return Card(title(found.name), tuple(blocks), Accent.NEXT, footer=_small_print(found, seen))


def lone_card(found: RoundView, page: Sequence[Line], many: int, number: int) -> Card:
    """Who gets no mentor, and why."""
    said = [
        f"**{escape(line.mentee)}**: "
        + (f"in circle {line.circle} of peers" if line.circle is not None else name_reason(line))
        for line in page
    ]
    text = "\n".join(said) or "Everybody has a mentor."
    back = Actions((Action("Back to the pairs", f"match:page:{found.id}.1"),))
    pages = _pages(found, "lone", number, -(-many // PAGE))
    return Card("Without a mentor", (Section(text), *pages, back), Accent.CARE)


def laid_down_card(found: RoundView, kind: RuleKind, *, holds: bool) -> Card:
    """A pin or a forbidden pair, or that it is taken back."""
    text = "They will not be brought together." if holds else "They may be brought together again."
    if kind is RuleKind.PIN:
        text = "They will be brought together." if holds else "They are no longer pinned."
    more = "The same command takes it back." if holds else ""
    again = Actions((Action("Work it out again", f"match:again:{found.id}", style=Style.PRIMARY),))
    done = "Laid down" if holds else "Taken back"
    return Card(done, (Section(f"{text} {more}".strip()), again), Accent.GOOD)


def published_card(found: RoundView, seen: Overview) -> Card:
    """What has come of publishing."""
    one = seen.pairs == 1
    many = number_of(seen.pairs, "mentee")
    match found.state:
        case RoundState.ASKING:
            by = "" if found.answer_by is None else f" They have until {moment(found.answer_by)}."
            text = (
                f"{many} and their mentors are asked now.{by} Whoever is declined is matched again by itself."
            )
        case RoundState.PUBLISHING:
            text = f"It is on its way to {many}, some hundred at a time. You need not do anything."
        case _:
            has = "has" if one else "have"
            text = f"{many} {has} a mentor. Everybody who signed up is being told now."
    return Card("Published", (Section(text),), Accent.GOOD, footer=escape(found.name))


def confirm_publish_card(found: RoundView, solved: int) -> Card:
    """Asks whether a round is to be published although people can sign up still."""
    text = (
        f"People can sign up until {moment(found.closes_at)} ({moment(found.closes_at, 'R')}). Once it is "
        "published, nobody else can."
    )
    publish = "Ask both sides now" if found.confirm else "Publish now"
    actions = (
        Action(publish, f"match:publish_now:{found.id}.{solved}", style=Style.DANGER),
        Action("Wait", f"match:page:{found.id}.1"),
    )
    return Card("Sign-up is still open", (Section(text), Actions(actions)), Accent.CARE)


def confirm_cancel_card(found: RoundView) -> Card:
    """Asks whether a round is really to be called off."""
    asked = found.state is RoundState.ASKING
    formed = "What is formed already stays." if asked else "Nobody is paired."
    text = f"{formed} Those who signed up and have nobody are told that it is called off."
    actions = (
        Action("Call it off", f"match:cancel_yes:{found.id}", style=Style.DANGER),
        Action("Keep it", f"match:page:{found.id}.1"),
    )
    return Card(f"Call off {title(found.name)}?", (Section(text), Actions(actions)), Accent.CARE)


def cancelled_card(found: RoundView) -> Card:
    """A round was called off."""
    text = f"**{escape(found.name)}** is over, and nobody is paired by it any more."
    return Card("Called off", (Section(text),))


def answered_card(state: ResultState, *, again: bool) -> Card:
    """What has come of somebody's answer.

    Args:
        again: Whether those who are left are matched once more.
    """
    match state:
        case ResultState.FORMED:
            return Card(
                "It is a pair", (Section("Both of you said yes. I write to you both now."),), Accent.GOOD
            )
        case ResultState.ASKED:
            text = "Thank you. I write to you as soon as the other has answered."
            return Card("Noted", (Section(text),), Accent.GOOD)
        case ResultState.FAILED:
            text = "Both of you said yes, but this pair cannot be made any more."
            return Card("Not this pair", (Section(f"{text}{_again(again=again)}"),), Accent.CARE)
        case _:
            text = "Thank you for saying so. The other is told only that it does not come about."
            return Card("Noted", (Section(f"{text}{_again(again=again)}"),))


def _again(*, again: bool) -> str:
    return " I look once more for somebody who fits you among those who are left." if again else ""


def name_reason(line: Line) -> str:
    """Why a mentee has no mentor."""
    if line.reason is None:
        return "not worked out"
    said = _WHY[line.reason]
    if line.reason is Left.FULL and line.many and line.best is not None:
        mentors = number_of(line.many, "fits", "fit")
        said += f" ({mentors}, the best with {line.best} of 100)"
    return said


def _summary(found: RoundView, seen: Overview) -> str:
    people = seen.pairs + seen.gone + seen.peers + sum(seen.alone.values())
    look, get = "looks" if people == 1 else "look", "gets" if seen.pairs == 1 else "get"
    got = f"**{seen.pairs} of {people}** who {look} for a mentor {get} one."
    if seen.scores:
        mean = sum(seen.scores) / len(seen.scores)
        got += f" On average they fit by {mean:.0f} of 100 points, the lowest by {min(seen.scores)}."
    said = [got]
    if seen.gone:
        gone = number_of(seen.gone, "was", "were")
        said.append(f"{gone} to get one, and it came to nothing so far.")
    if seen.circles:
        said.append(f"{number_of(seen.peers, 'is', 'are')} in {number_of(seen.circles, 'circle')} of peers.")
    empty = sum(not load.got for load in seen.loads)
    if empty:
        said.append(
            f"{empty} of {number_of(len(seen.loads), 'mentor')} {'gets' if empty == 1 else 'get'} nobody."
        )
    said += [f"{many} without a mentor: {_WHY[why]}." for why, many in seen.alone.items()]
    if not people:
        said = ["Nobody has signed up to find a mentor yet."]
    if found.stale and people:
        said.append("*People or rules have changed since. Work it out again before you publish.*")
    return "\n".join(said)


def _line(line: Line) -> str:
    score = "pinned, though they do not fit" if line.score is None else f"{line.score} of 100"
    if line.pinned and line.score is not None:
        score += ", pinned"
    state = "" if line.state is ResultState.PROPOSED else f" · {line.state.value}"
    why = f"\n{'; '.join(line.reasons)}" if line.reasons else ""
    why += f"\nAgainst it: {'; '.join(line.objections)}" if line.objections else ""
    return fit(f"**{escape(line.mentee)}** with **{escape(line.mentor)}** · {score}{state}{why}", 450)


def _pages(found: RoundView, verb: str, number: int, pages: int) -> tuple[Block, ...]:
    if pages < 2:
        return ()
    turns = []
    if number > 1:
        turns.append(Action(BACK, f"match:{verb}:{found.id}.{number - 1}"))
    if number < pages:
        turns.append(Action(ON, f"match:{verb}:{found.id}.{number + 1}"))
    return Section(f"Page {number} of {pages}"), Actions(tuple(turns))


def list_rules(found: RoundView) -> Block:
    """What a round goes by."""
    fields = [
        Field("Brought together", FORMATS.get(found.format, found.format.value)),
        Field("Sought", METHODS[found.method]),
        Field("For", number_of(found.months, "month")),
    ]
    if found.employers_apart:
        fields.append(Field("Kept apart", "people of one employer"))
    weights = found.weighing
    if weights.musts:
        fields.append(Field("A pair must have", join_words([MUSTS[part] for part in weights.musts])))
    if counts := [
        f"{PARTS[part]} {WEIGHTS[one]}" for part, one in weights.unusual() if one is not Weight.MUST
    ]:
        fields.append(Field("Counts otherwise", ", ".join(counts)))
    if found.least_score:
        fields.append(Field("At the least", f"{number_of(found.least_score, 'point')} of 100"))
    fields += [_place(place) for place in found.kept_places]
    if found.memory:
        fields.append(Field("Come first", "those who went without before"))
    return Fields(tuple(fields))


def name_group(place: Place) -> str:
    """For whom places are kept, within a sentence."""
    return mention_group(place.own) if place.group is None else GROUPS[place.group].lower()


def _place(place: Place) -> Field:
    said = [number_of(place.least, "place is kept", "places are kept")] if place.least else []
    if place.most is not None:
        said.append(f"{place.most:,} at most")
    if place.group is None:
        # What stands above is not shown as a name everywhere.
        return Field("A group of yours", f"{mention_group(place.own)}: {', '.join(said)}")
    return Field(GROUPS[place.group], ", ".join(said))


def _cancel(found: RoundView) -> Block:
    return Actions((Action("Call it off", f"match:cancel:{found.id}", style=Style.DANGER),))


def _small_print(found: RoundView, seen: Overview) -> str:
    taking = f"{found.mentees} signed up to find a mentor"
    taking += "" if found.all_mentors else f", {found.mentors} to mentor"
    said = f"{STATES[found.state].capitalize()}. {taking}. Sought: {METHODS[found.method]}."
    if found.method is Method.FAIR and (seen.pairs + seen.lone) * len(seen.loads) > MANY_PAIRS:
        said += f" Of so many I look at the {LEVELS} lowest levels of points; above them the sum counts."
    if found.peers and seen.lone > FEW:
        said += f" Of more than {FEW} without a mentor I try many divisions into circles, not all there are."
    return said
