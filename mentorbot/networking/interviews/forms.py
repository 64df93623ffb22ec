"""The form in which professionals say what they offer."""

from collections.abc import Mapping

from mentorbot.chat import ChoiceField, Form, Option, TextField
from mentorbot.chat.turn import number, read_chosen
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.terms import MOST_TOPICS
from mentorbot.networking.interviews.offering import Answers, OfferView
from mentorbot.networking.interviews.terms import LENGTHS, MOST_A_MONTH, MOST_ROLE


def offer_form(offer: OfferView | None) -> Form:
    """What is offered, filled in with what was said before. ``interviews:offered``."""
    topics = vocabulary.split_ids(offer.topics) if offer else ()
    return Form(
        "interviews:offered",
        "Let students ask about your work",
        (
            TextField(
                "role",
                "What you do",
                value=offer.role if offer else None,
                placeholder="Practice manager of a group of eight physicians",
                required=True,
                most=MOST_ROLE,
            ),
            ChoiceField(
                "setting",
                "Where",
                tuple(
                    Option(name, value.value, chosen=offer is not None and offer.setting is value)
                    for value, name in SETTINGS.items()
                ),
            ),
            ChoiceField(
                "topics",
                "What you can tell about",
                tuple(
                    Option(topic.name, topic.id, chosen=topic.id in topics)
                    for topic in vocabulary.list_topics().values()
                ),
                most=MOST_TOPICS,
            ),
            ChoiceField(
                "a_month",
                "How many in thirty days",
                tuple(
                    Option(str(many), str(many), chosen=many == (offer.a_month if offer else 2))
                    for many in range(1, MOST_A_MONTH + 1)
                ),
            ),
            ChoiceField(
                "minutes",
                "How long",
                tuple(
                    Option(f"{one} minutes", str(one), chosen=one == (offer.minutes if offer else 20))
                    for one in LENGTHS
                ),
            ),
        ),
    )


def read_offer(answers: Mapping[str, str | list[str]]) -> Answers:
    """Understand :func:`offer_form`. Raises UserError: no setting was chosen."""
    role = answers.get("role", "")
    return Answers(
        role if isinstance(role, str) else "",
        read_setting(_first(answers, "setting")),
        read_chosen(answers, "topics"),
        number(_first(answers, "a_month")),
        number(_first(answers, "minutes")),
    )


def read_setting(value: str) -> Setting:
    """The setting that was chosen. Raises UserError: it is none."""
    try:
        return Setting(value)
    except ValueError:
        raise UserError("Please choose where from the list.") from None


def _first(answers: Mapping[str, str | list[str]], name: str) -> str:
    return next(iter(read_chosen(answers, name)), "")
