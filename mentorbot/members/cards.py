"""What members see of what they told us: the form of /start, and their profile."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Card,
    ChoiceField,
    Field,
    Fields,
    Form,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    moment,
)
from mentorbot.guide.aims import list_credentials
from mentorbot.guide.model import Guide, Stage
from mentorbot.members.models import MOST_GOAL
from mentorbot.members.service import MemberView
from mentorbot.members.words import SETTINGS
from mentorbot.times import zones

YEARS = 7
"""How many years graduation is offered for."""
AT_WORK = frozenset({Stage.CLINICIAN, Stage.EARLY_CAREERIST, Stage.MANAGER})
"""The stages at which nobody is asked when they graduate."""
MOST_TYPED = 60
"""Letters of a city or a date."""
SAY_AIMS = Action("Say what I aim at", "members:aims")


def start_form(
    guide: Guide,
    member: MemberView | None,
    finished: Collection[str],
    under_way: Collection[str],
    time_zone: str = "",
) -> Form:
    """The five questions of /start, filled in with what was answered before.

    Args:
        finished: The ids of the steps they said they finished.
        under_way: The ids of the steps they said they are in.
        time_zone: What was given beside the form, already resolved; it comes back in the form's id,
            ``members:enrol:<time zone>``, empty for "keep what is stored".
    """
    chosen = member.stage if member else None
    day = member.target_date if member else None
    return Form(
        id=f"members:enrol:{time_zone}",
        title="Where do you stand?",
        fields=(
            ChoiceField(
                "stage",
                "Your career stage",
                tuple(
                    Option(fit(name, limits.OPTION_LABEL), stage.value, chosen=stage == chosen)
                    for stage, name in guide.stages.items()
                ),
                placeholder="Pick the one that fits best",
            ),
            ChoiceField(
                "finished",
                "Steps you have finished",
                _options(guide, finished),
                hint="They count as done, all of them. Leave it empty if you are at the beginning.",
                placeholder="None yet",
                required=False,
                least=0,
                most=min(len(guide.steps), limits.OPTIONS),
            ),
            ChoiceField(
                "under_way",
                "Steps you are in now",
                _options(guide, under_way),
                hint="These come first in your advice. Steps may overlap.",
                placeholder="None yet",
                required=False,
                least=0,
                most=min(len(guide.steps), limits.OPTIONS),
            ),
            TextField(
                "goal",
                "Your goal, in a sentence",
                value=member.goal if member else None,
                placeholder="For example: lead a clinic within five years",
                paragraph=True,
                most=MOST_GOAL,
            ),
            _target_field(day.isoformat() if day else ""),
        ),
    )


def target_form(typed: str) -> Form:
    """The one question by when somebody wants to be there; ``typed`` is what they typed before."""
    return Form("members:save_date", "Your target date", (_target_field(typed),))


def city_form(typed: str) -> Form:
    """The one question where somebody lives; ``typed`` is what they typed before."""
    asked = TextField(
        "city",
        "Your city or time zone",
        hint="Dates and times come out right by it.",
        value=typed or None,
        placeholder="Chicago, Mumbai, Eastern Time …",
        required=True,
        most=MOST_TYPED,
    )
    return Form("members:live", "Where do you live?", (asked,))


def city_card(zone: str) -> Card:
    """After somebody said where they live."""
    return Card("Stored", (Section(f"All dates and times are by **{zones.label(zone)}** now."),), Accent.GOOD)


def target_card(day: date | None, member: MemberView) -> Card:
    """After somebody said by when they want to be there."""
    if day is None:
        words = "You have no target date now, so nothing is in a hurry."
    else:
        words = f"Your target date is {day_of(day, member)}. What comes next is chosen by it."
    return Card("Stored", (Section(words), Actions((Action("What is next?", "progress:next"),))), Accent.GOOD)


def tell_zone(member: MemberView) -> Section:
    """By which time zone somebody is shown times, with a way to change it."""
    zone = zones.label(member.time_zone)
    if member.zone_told:
        words = f"Times are by **{zone}**."
    elif member.time_zone == zones.DEFAULT:
        words = "I do not know yet where you live, so times are by **UTC**."
    else:
        words = f"I do not know yet where you live, so times are by this community's clock: **{zone}**."
    return Section(words, action=Action("Say my city", "members:where"))


def date_taken(typed: str, day: date, member: MemberView) -> Section:
    """Which day was made of the words for the target date, with a way to another."""
    again = Action("Change the date", f"members:date:{typed[:MOST_TYPED]}")
    words = f"I took “{escape(fit(typed, MOST_TYPED))}” as {day_of(day, member)}."
    return Section(words, action=again)


def date_not_taken(unread: str, why: str) -> Section:
    """All was stored but the target date, which can be typed again."""
    again = Action("Set the date", f"members:date:{unread[:MOST_TYPED]}", style=Style.PRIMARY)
    return Section(f"{why} You typed “{escape(fit(unread, MOST_TYPED))}”; all else is stored.", action=again)


def _target_field(value: str) -> TextField:
    return TextField(
        "target_date",
        "When do you want to be there?",
        hint="A month is enough. Your advice gets dates to match; leave it empty if there is no hurry.",
        value=value or None,
        placeholder="June 2030, or 2030-06-30",
        most=MOST_TYPED,
    )


def aims_form(guide: Guide, member: MemberView, this_year: int) -> Form:
    """What one aims at, filled in with what was said before: ``members:save_aims:``.

    Args:
        this_year: By the member's clock; graduation may be in this one, or in one of the next.
    """
    years = sorted({*range(this_year, this_year + YEARS), *({member.graduation} - {None})})
    fields = [
        ChoiceField(
            "setting",
            "Where do you want to work?",
            tuple(Option(name, one, chosen=one == member.setting) for one, name in SETTINGS.items()),
            placeholder="I do not know yet",
            required=False,
            least=0,
        ),
        ChoiceField(
            "credential",
            "Is there a credential you aim at?",
            tuple(
                Option(
                    fit(guide.pages[one.id].title, limits.OPTION_LABEL),
                    one.id,
                    chosen=one.id == member.credential,
                )
                for one in list_credentials()
                if one.id in guide.pages
            ),
            placeholder="None yet",
            required=False,
            least=0,
        ),
    ]
    if member.stage not in AT_WORK:
        fields.append(
            ChoiceField(
                "graduation",
                "When do you graduate?",
                tuple(Option(str(year), str(year), chosen=year == member.graduation) for year in years),
                hint="Some dates are for the year before it. If it is in December, choose the year after.",
                placeholder="I am not studying",
                required=False,
                least=0,
            )
        )
    return Form("members:save_aims:", "What do you aim at?", tuple(fields))


def profile(member: MemberView, guide: Guide) -> Card:
    """What the member told us, and how to change it."""
    return Card(
        "Your profile",
        (
            Fields(
                (
                    Field("Career stage", guide.stages[member.stage] if member.stage else "Not told"),
                    Field("Goal", escape(member.goal) or "None yet"),
                    Field(
                        "Target date", day_of(member.target_date, member) if member.target_date else "None"
                    ),
                    Field("Wants to work in", SETTINGS[member.setting] if member.setting else "Not told"),
                    Field("Credential aimed at", _credential(guide, member)),
                    *_graduation(member),
                    Field("Time zone", _zone(member)),
                    Field("Enrolled", moment(member.enrolled_at, "D")),
                )
            ),
            Actions((Action("Change my answers", "members:start", style=Style.PRIMARY), SAY_AIMS)),
        ),
        Accent.PLAIN,
        footer="Only you see this. Another time zone: `/start time_zone`. Your data: `/privacy`.",
    )


def not_enrolled() -> Card:
    """For someone who asks for what only members have."""
    return Card(
        "You are not enrolled here yet",
        (
            Section("`/start` asks five short questions, and takes a minute. Then your advice fits you."),
            Actions((Action("Start", "members:start", style=Style.PRIMARY),)),
        ),
        Accent.NEXT,
    )


def day_of(day: date, member: MemberView) -> str:
    """A calendar day of the member's, for reading."""
    return moment(noon_of(day, member), "D")


def noon_of(day: date, member: MemberView) -> datetime:
    """The middle of a calendar day of the member's, in UTC."""
    return datetime.combine(day, time(12), ZoneInfo(member.time_zone)).astimezone(UTC)


def _zone(member: MemberView) -> str:
    zone = zones.label(member.time_zone)
    if member.zone_told:
        return zone
    whose = "" if member.time_zone == zones.DEFAULT else "this community's, "
    return f"Not told: {whose}{zone}"


def _credential(guide: Guide, member: MemberView) -> str:
    page = guide.pages.get(member.credential or "")
    return page.title if page else "None"


def _graduation(member: MemberView) -> tuple[Field, ...]:
    return (Field("Graduates in", str(member.graduation)),) if member.graduation else ()


def _options(guide: Guide, chosen: Collection[str]) -> tuple[Option, ...]:
    return tuple(
        Option(
            fit(f"{step.number} · {step.title}", limits.OPTION_LABEL),
            step.id,
            chosen=step.id in chosen,
        )
        for step in guide.steps[: limits.OPTIONS]
    )
