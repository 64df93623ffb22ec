"""The forms in which mentors and mentees describe themselves, filled in with what is known."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mentorbot.chat import ChoiceField, Form, Option, TextField, fit, limits
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary, words
from mentorbot.mentoring.profiles.service import MenteeView, MentorView, Reach, Wish
from mentorbot.mentoring.terms import (
    MOST_ABOUT,
    MOST_LANGUAGES,
    MOST_ORGANIZATION,
    MOST_ROLE,
    MOST_TOPICS,
    Format,
)


def about_form(known: MentorView | None) -> Form:
    """The first step of joining. ``mentor:save_about:``."""
    return Form(
        "mentor:save_about:",
        "Mentor, 1 of 3: who you are",
        (
            TextField(
                "role",
                "Your role",
                value=known.role if known else None,
                placeholder="Director of operations",
                required=True,
                most=MOST_ROLE,
            ),
            TextField(
                "organization",
                "Where you work",
                hint="Mentees see it. Leave it empty if you would rather not say.",
                value=(known.organization or None) if known else None,
                most=MOST_ORGANIZATION,
            ),
            _choice(
                "setting",
                "What kind of place it is",
                SETTINGS,
                (known.setting,) if known else (),
                required=True,
                most=1,
            ),
            TextField(
                "years",
                "Years of experience",
                value=str(known.years) if known else None,
                required=True,
                most=3,
            ),
            TextField(
                "about",
                "Anything a mentee should know",
                value=(known.about or None) if known else None,
                placeholder="How you got where you are, what you like to help with",
                paragraph=True,
                most=MOST_ABOUT,
            ),
        ),
    )


def offer_form(known: MentorView, credentials: Mapping[str, str]) -> Form:
    """The second step of joining. ``mentor:save_offer:``.

    Args:
        credentials: Names of the credentials there are, by id.
    """
    return Form(
        "mentor:save_offer:",
        "Mentor, 2 of 3: what you help with",
        (
            _topics("topics", "Topics you help with", known.topics),
            _choice(
                "formats", "How you meet mentees", words.FORMATS, known.formats or (Format.PAIR,), least=1
            ),
            _languages(known.languages),
            _choice("day_parts", "When you have time, on your clock", words.DAY_PARTS, known.day_parts),
            _choice("credentials", "Credentials you hold", credentials, known.credentials, most=MOST_TOPICS),
        ),
    )


def room_form(known: MentorView, zone: str) -> Form:
    """The third step of joining. ``mentor:save_room:``."""
    return Form(
        "mentor:save_room:",
        "Mentor, 3 of 3: how much time",
        (
            TextField("hours", "Hours a month, in all", value=str(known.hours), required=True, most=3),
            TextField(
                "capacity",
                "Mentees at a time",
                hint="From 1 to 20. You never get more.",
                value=str(known.capacity),
                required=True,
                most=3,
            ),
            TextField("zone", "Your city or time zone", value=zone, most=limits.SUGGESTION),
            _choice("helps", "What kind of help", words.HELPS_OFFERED, known.helps),
        ),
    )


def wish_form(known: MenteeView | Wish) -> Form:
    """The first step of a mentee. ``mentee:save_wish:``."""
    return Form(
        "mentee:save_wish:",
        "What you look for in a mentor",
        (
            TextField(
                "goals",
                "What you want to reach",
                hint="Mentors read this when you ask them.",
                value=known.goals or None,
                required=True,
                paragraph=True,
                most=MOST_ABOUT,
            ),
            _topics("topics", "Topics you want help with", known.topics),
            _choice("settings", "Where you want to work", SETTINGS, known.settings),
            _choice("helps", "What kind of help", words.HELPS, known.helps),
            TextField(
                "organization",
                "Where you work or study now",
                value=known.organization or None,
                most=MOST_ORGANIZATION,
            ),
        ),
    )


def reach_form(known: MenteeView | Reach, zone: str, credentials: Mapping[str, str]) -> Form:
    """The second step of a mentee. ``mentee:save_reach:``. ``credentials``: names by id."""
    return Form(
        "mentee:save_reach:",
        "How you can be met",
        (
            _languages(known.languages),
            _choice("day_parts", "When you have time, on your clock", words.DAY_PARTS, known.day_parts),
            _choice(
                "credentials", "Credentials you aim at", credentials, known.credentials, most=MOST_TOPICS
            ),
            TextField("zone", "Your city or time zone", value=zone, most=limits.SUGGESTION),
        ),
    )


def _topics(field: str, label: str, chosen: Collection[str]) -> ChoiceField:
    options = {topic.id: topic.name for topic in vocabulary.list_topics().values()}
    return _choice(field, label, options, chosen, required=True, most=MOST_TOPICS, least=1)


def _languages(chosen: Iterable[str]) -> ChoiceField:
    return _choice(
        "languages",
        "Languages",
        words.LANGUAGES,
        tuple(chosen) or ("en",),
        required=True,
        most=MOST_LANGUAGES,
        least=1,
    )


def _choice(
    field: str,
    label: str,
    names: Mapping[Any, str],
    chosen: Collection[str],
    *,
    required: bool = False,
    least: int = 0,
    most: int | None = None,
) -> ChoiceField:
    options = tuple(
        Option(fit(name, limits.OPTION_LABEL), str(id_), chosen=id_ in chosen) for id_, name in names.items()
    )[: limits.OPTIONS]
    required = required or least > 0
    return ChoiceField(
        field,
        label,
        options,
        required=required,
        least=max(least, int(required)),
        most=min(most or len(options), len(options)),
    )
