"""The forms of introductions."""

from collections.abc import Mapping
from typing import Final

from mentorbot.chat import ChoiceField, Form, Option, TextField
from mentorbot.chat.turn import number, read_chosen
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.terms import MOST_TOPICS, DayPart
from mentorbot.mentoring.words import DAY_PARTS
from mentorbot.networking.intros.cards import say_how_often
from mentorbot.networking.intros.service import Answers, Part
from mentorbot.networking.intros.terms import MOST_CHAPTER
from mentorbot.times.when import MOST_TYPED

_OFTEN: Final = (1, 2, 4)


def join_form(part: Part | None) -> Form:
    """How to take part, filled in with what was said before. ``intros:joined``."""
    topics = vocabulary.split_ids(part.topics) if part else ()
    day_parts = vocabulary.split_ids(part.day_parts) if part else ()
    every = part.every if part else 1
    return Form(
        id="intros:joined",
        title="Be introduced to people",
        fields=(
            ChoiceField(
                "setting",
                "Where you work, or want to",
                tuple(
                    Option(
                        name, value.value, chosen=bool(part) and part is not None and part.setting is value
                    )
                    for value, name in SETTINGS.items()
                ),
                required=False,
                least=0,
            ),
            ChoiceField(
                "topics",
                "What you like to talk about",
                tuple(
                    Option(topic.name, topic.id, chosen=topic.id in topics)
                    for topic in vocabulary.list_topics().values()
                ),
                required=False,
                least=0,
                most=MOST_TOPICS,
            ),
            ChoiceField(
                "day_parts",
                "When you have time, on your clock",
                tuple(
                    Option(name.capitalize(), value.value, chosen=value in day_parts)
                    for value, name in DAY_PARTS.items()
                ),
                required=False,
                least=0,
                most=len(DAY_PARTS),
            ),
            TextField(
                "chapter",
                "Your chapter of an association, if any",
                value=(part.chapter or None) if part else None,
                placeholder="ACHE of North Texas",
                most=MOST_CHAPTER,
            ),
            ChoiceField(
                "every",
                "How often",
                tuple(Option(say_how_often(many), str(many), chosen=many == every) for many in _OFTEN),
            ),
        ),
    )


def pause_form() -> Form:
    """Until when to be left out. ``intros:paused``."""
    until = TextField(
        "until",
        "Until when?",
        hint="In plain words, on your own clock.",
        placeholder="in 3 weeks · March 1",
        required=True,
        most=MOST_TYPED,
    )
    return Form(id="intros:paused", title="Pause introductions", fields=(until,))


def read_answers(answers: Mapping[str, str | list[str]]) -> Answers:
    """Understand :func:`join_form`; what was not offered is left out."""
    setting, day_parts, every = (read_chosen(answers, name) for name in ("setting", "day_parts", "every"))
    chapter = answers.get("chapter", "")
    return Answers(
        setting=next((one for one in Setting if one in setting), None),
        topics=read_chosen(answers, "topics"),
        day_parts=tuple(part for part in day_parts if part in set(DayPart)),
        every=number(next(iter(every), "1"), 1),
        chapter=chapter if isinstance(chapter, str) else "",
    )
