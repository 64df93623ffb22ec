"""The words and the picture of what a round goes by, and of what each choice costs."""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Field,
    Fields,
    Form,
    Image,
    Option,
    Section,
    Style,
    number_of,
    title,
)
from mentorbot.chat.turn import number
from mentorbot.members.naming import mention_all, people_field
from mentorbot.mentoring.matching.outcome import Method, Tried
from mentorbot.mentoring.matching.places import Group
from mentorbot.mentoring.matching.weights import Part
from mentorbot.mentoring.rounds.cards import GROUPS, list_rules, name_group
from mentorbot.mentoring.rounds.picture import draw_ways, say_mean
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.weighing.service import ManyNamed
from mentorbot.mentoring.rounds.weighing.supposing import MANY, Outlook, Supposed, Wish
from mentorbot.mentoring.rounds.weighing.trials import (
    EMPLOYERS,
    LEAST,
    MEMORY,
    PINS,
    PLACES,
    WEIGHTS,
    Choice,
    Comparison,
)
from mentorbot.mentoring.terms import MOST_CAPACITY
from mentorbot.mentoring.vocabulary import list_topics, name_topics
from mentorbot.mentoring.words import LANGUAGES, MUSTS, PARTS, join_words
from mentorbot.mentoring.words import WEIGHTS as HOW_MUCH

NAME: Final = "name"
TAKE_BACK: Final = "back"
_NAMES: Final = {
    Method.BEST: "Best fit altogether",
    Method.FAIR: "Nobody badly matched",
    Method.STABLE: "Stable",
}
_CHOICES: Final = {
    EMPLOYERS: "keeping people of one employer apart",
    LEAST: "the least score",
    WEIGHTS: "how much each part counts",
    PLACES: "keeping or limiting places",
    MEMORY: "remembering earlier rounds",
    PINS: "pinning these pairs",
}


def weighed_card(found: RoundView) -> Card:
    """What a round goes by, after it was changed or looked at."""
    weights = found.weighing
    fields = [Field(_upper(PARTS[part]), HOW_MUCH[weights[part]]) for part in Part]
    text = "This is how much each part counts when I work out who fits whom."
    if weights.musts:
        asked = join_words([MUSTS[part] for part in weights.musts])
        text += f" A pair must have {asked}; whoever has not said what they look for there gets nobody."
    more = "`/match weigh` and `/match reserve` change it, until you publish."
    actions = (
        Action("Work it out again", f"match:again:{found.id}", style=Style.PRIMARY),
        Action("What each choice costs", f"match:compare:{found.id}"),
    )
    blocks = (Section(text), Fields(tuple(fields)), list_rules(found), Section(more), Actions(actions))
    return Card(f"{title(found.name)}: what counts", blocks, Accent.NEXT)


def named_card(found: RoundView, *, holds: bool) -> Card:
    """Somebody is one of those for whom places can be kept, or no longer."""
    text = "They count for those you name." if holds else "They count no longer for those you name."
    text += _say_kept(found)
    if holds:
        text += " The same command takes it back."
    return Card("Named" if holds else "Taken back", (Section(text), _again(found)), Accent.GOOD)


def naming_form(found: RoundView) -> Form:
    """The form in which many are named at once."""
    what = ChoiceField(
        "what",
        "What is to be done",
        (Option("Name them", NAME, chosen=True), Option("Take it back from them", TAKE_BACK)),
    )
    return Form(
        f"match:name:{found.id}", "Kept places", (people_field("Who signed up to find a mentor"), what)
    )


def many_named_card(found: ManyNamed, unknown: str, *, holds: bool) -> Card:
    """Many are named, or no longer; of the others it is said why not.

    Args:
        unknown: Who was not found, as sentences.
    """
    said = [_say_changed(found, holds=holds)]
    if found.before:
        said.append(f"{'Named before' if holds else 'Not named before'}: {mention_all(found.before)}.")
    if found.strangers:
        said.append(f"Not signed up to find a mentor in this round: {mention_all(found.strangers)}.")
    blocks: list[Block] = [
        Section("\n".join(said)),
        *([Section(unknown)] if unknown else []),
        _again(found.round),
    ]
    accent = Accent.CARE if unknown or found.strangers else Accent.GOOD
    done = "Named" if holds else "Taken back"
    return Card(done if found.changed else "Nothing is changed", tuple(blocks), accent)


def _say_changed(found: ManyNamed, *, holds: bool) -> str:
    if not found.changed:
        return "Nobody else is named." if holds else "It is taken back from nobody."
    who = "**1 person** counts" if len(found.changed) == 1 else f"**{len(found.changed)} people** count"
    return (
        f"{who} for those you name.{_say_kept(found.round)}"
        if holds
        else f"{who} no longer for those you name."
    )


def _say_kept(found: RoundView) -> str:
    if any(one.group is Group.NAMED for one in found.kept_places):
        return ""
    return (
        f" So far no place is kept for those: `/match reserve` with “{GROUPS[Group.NAMED]}” and `least` "
        "says how many."
    )


def _again(found: RoundView) -> Actions:
    return Actions((Action("Work it out again", f"match:again:{found.id}", style=Style.PRIMARY),))


def comparison_card(found: RoundView, seen: Comparison, *, dark: bool = False) -> Card:
    """The three ways in words and in one picture, ``dark`` for a dark screen, and what each choice costs."""
    lines = [
        f"**{_NAMES[method]}**{_note(found, method)}: {_in_numbers(way)}."
        for method, way in seen.ways.items()
    ]
    said = "\n".join(lines)
    picture = Image(
        draw_ways({_NAMES[method]: way for method, way in seen.ways.items()}, dark=dark),
        "ways.png",
        said.replace("**", ""),
        told=True,
    )
    others = [
        one for one in Method if one is not found.method and not (one is Method.STABLE and found.memory)
    ]
    takes = [Action(f"Take: {_NAMES[one].lower()}", f"match:way:{found.id}.{one}") for one in others]
    back = Action("Back to the pairs", f"match:page:{found.id}.1")
    blocks: list[Block] = [Section(said), picture, Actions((*takes, back))]
    chosen = [_cost(choice, seen.now, one) for choice, one in seen.costs.items() if choice.chosen]
    offered = [_cost(choice, seen.now, one) for choice, one in seen.costs.items() if not choice.chosen]
    if chosen:
        blocks.append(Section("\n".join(chosen), "What your choices cost"))
    if offered:
        blocks.append(Section("\n".join(offered), "What you could ask for besides"))
    blocks.append(Section("`/match weigh` changes any of it. Nobody is told anything before you publish."))
    return Card(f"{title(found.name)}: what it costs", tuple(blocks), Accent.NEXT)


def outlook_card(found: RoundView, seen: Outlook, wish: Wish) -> Card:
    """What a round would bring with more mentors."""
    now = f"As it is: {_in_numbers(seen.now)}."
    lines = [f"{_supposed(one, seen.now)} {_upper(_in_numbers(one.tried))}." for one in seen.supposed]
    more = (
        "Nothing was changed. I suppose mentors who have time when most of those without a mentor have it, "
        "work where they want to be, and speak their language."
    )
    actions = [Action("Back to the pairs", f"match:page:{found.id}.1")]
    if wish.topic or wish.language:
        actions.insert(0, Action("What would help most", f"match:suppose:{found.id}.{write_wish(Wish())}"))
    blocks = (Section(now), Section("\n".join(lines)), Section(more), Actions(tuple(actions)))
    return Card(f"{title(found.name)}: what if", blocks, Accent.NEXT)


def write_wish(wish: Wish) -> str:
    """What is supposed, as it stands in a button; see :func:`read_wish`."""
    return f"{wish.mentors}:{wish.topic}:{wish.language}:{wish.room}"


def read_wish(code: str) -> Wish:
    """What is supposed, from a button; what is not there is left out."""
    mentors, topic, language, room = (*code.split(":", 3), "", "", "", "")[:4]
    return Wish(
        min(max(number(mentors, MANY), 1), MOST_CAPACITY),
        topic if topic in list_topics() else "",
        language if language in LANGUAGES else "",
        min(number(room), MOST_CAPACITY),
    )


def _supposed(one: Supposed, now: Tried) -> str:
    """A kind of mentors, and how many more pairs they would bring."""
    who = "One more mentee with each mentor"
    if one.mentors:
        said = [number_of(one.mentors, "more mentor")]
        if one.topic:
            said.append(f"in {name_topics([one.topic])[0]}")
        if one.language:
            said.append(f"who {'speaks' if one.mentors == 1 else 'speak'} {LANGUAGES[one.language]}")
        said.append(f"(room for {one.room:,}{' each' if one.mentors > 1 else ''})")
        who = " ".join(said)
    gained = one.tried.pairs - now.pairs
    gives = number_of(gained, "more pair") if gained > 0 else "no more pairs"
    return f"**{who}** would give {gives}."


def _note(found: RoundView, method: Method) -> str:
    if method is found.method:
        return " (this round)"
    if method is not Method.STABLE:
        return ""
    return " (lets nobody come first)" if found.memory else ""


def _in_numbers(way: Tried, scores: tuple[int, ...] | None = None) -> str:
    """A way in words: how many get a mentor, and how well they fit."""
    gets = "gets" if way.pairs == 1 else "get"
    said = f"{way.pairs:,} of {way.mentees:,} {gets} a mentor"
    scores = way.scores if scores is None else scores
    if scores:
        said += f"; {say_mean(scores)} points on average, {min(scores)} at the lowest"
    return said


def _cost(choice: Choice, now: Tried, otherwise: Tried) -> str:
    """What a choice costs, in pairs and points."""
    what = _upper(MUSTS[choice.part] if choice.part else _CHOICES[choice.name])
    if choice.place is not None:
        what += f" ({name_group(choice.place)})"
    if choice.name == WEIGHTS:
        # By one measure, or nothing could be compared.
        return (
            f"**{what}**: {_in_numbers(now, now.usual)}, counted as usual. "
            f"If all counted as usual: {_in_numbers(otherwise, otherwise.usual)}."
        )
    gained = otherwise.pairs - now.pairs if choice.chosen else now.pairs - otherwise.pairs
    costs = "costs" if choice.chosen else "would cost"
    if gained > 0:
        effect = f"{costs} {number_of(gained, 'pair')}"
    elif gained < 0:
        effect = f"{'brings' if choice.chosen else 'would bring'} {number_of(-gained, 'pair')}"
    else:
        effect = f"{costs} no pair"
    return f"**{what}** {effect}. {'Without it' if choice.chosen else 'With it'}: {_in_numbers(otherwise)}."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
