"""What a bot asks to be in a poll, checked as Discord does.

Source: https://docs.discord.com/developers/resources/poll#poll-create-request-object
"""

from datetime import datetime, timedelta

from mentorbot.sandbox.discord.api.bodies import checks, emoji
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.wire import Json

MOST_ANSWERS = 10
MOST_HOURS = 32 * 24


def poll(now: datetime, problems: Problems, path: Path, given: object, known: emoji.Known) -> Json | None:
    """Check a poll that is to be sent, and make it what is shown.

    Args:
        now: When it is sent.
        problems: Where to note what is wrong.
        path: Where it stands in the request.
        given: What the bot sent.
        known: The custom emoji that the bot may use.
    """
    body = checks.mapping(problems, path, given)
    if body is None:
        return None
    question = checks.mapping(problems, (*path, "question"), body.get("question")) or {}
    asked = checks.text(problems, (*path, "question", "text"), question.get("text"), 1, 300)
    answers: list[Json] = []
    for index, raw in enumerate(
        checks.several(problems, (*path, "answers"), body.get("answers"), 1, MOST_ANSWERS)
    ):
        here = (*path, "answers", index)
        one = checks.mapping(problems, here, raw) or {}
        answers.append(
            {"answer_id": index + 1, "poll_media": _media(problems, (*here, "poll_media"), one, known)}
        )
    hours = checks.whole(problems, (*path, "duration"), body.get("duration"), 1, MOST_HOURS, default=24) or 24
    checks.one_of(problems, (*path, "layout_type"), body.get("layout_type"), (1,), default=1)
    several = checks.flag(problems, (*path, "allow_multiselect"), body.get("allow_multiselect"))
    return {
        "question": {"text": asked or ""},
        "answers": answers,
        "expiry": payloads.moment(now + timedelta(hours=hours)),
        "allow_multiselect": several,
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


def _media(problems: Problems, path: Path, answer: Json, known: emoji.Known) -> Json:
    given = checks.mapping(problems, path, answer.get("poll_media")) or {}
    media: Json = {"text": checks.text(problems, (*path, "text"), given.get("text"), 1, 55) or ""}
    if given.get("emoji") is not None:
        shown = emoji.elsewhere(problems, (*path, "emoji"), given["emoji"], known)
        if shown is not None:
            media["emoji"] = shown
    return media
