"""What the guide is made of: read once from ``content/``, checked, and never changed afterwards.

Sizes of one field are held here, how pages hang together in :mod:`mentorbot.guide.check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.guide import anchor as anchors
from mentorbot.guide.hit import Finder, Hit

MOST_SECTION = 900
MOST_SECTIONS = 8
FEWEST_MILESTONES = 4
MOST_MILESTONES = 14

GLOSSARY = "glossary"

PAGE_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MILESTONE_ID = r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$"


class Stage(StrEnum):
    """Where a person stands in their career."""

    HIGH_SCHOOL = "high_school"
    UNDERGRADUATE = "undergraduate"
    CAREER_CHANGER = "career_changer"
    CLINICIAN = "clinician"
    MASTERS_STUDENT = "masters_student"
    EARLY_CAREERIST = "early_careerist"
    MANAGER = "manager"


class Setting(StrEnum):
    """Where in healthcare somebody works, or wants to."""

    HOSPITAL = "hospital"
    PRACTICE = "physician_practice"
    OUTPATIENT = "outpatient"
    LONG_TERM_CARE = "long_term_care"
    HOME_HEALTH = "home_health"
    PUBLIC_HEALTH = "public_health"
    PAYER = "payer"
    CONSULTING = "consulting"
    FEDERAL = "military_federal"
    TECHNOLOGY = "technology"


class Year(StrEnum):
    """Which part of one's studies something belongs to."""

    EARLIER = "earlier"
    FINAL = "final"


class Way(StrEnum):
    """What a member can do about a milestone in the bot itself."""

    FIND_MENTOR = "find-mentor"
    ASK_SOMEBODY = "ask-somebody"
    SEE_EVENTS = "see-events"
    SEARCH_OPPORTUNITIES = "search-opportunities"
    FIND_JOB = "find-job"
    FIND_INTERNSHIP = "find-internship"
    FIND_FELLOWSHIP = "find-fellowship"
    FIND_VOLUNTEERING = "find-volunteering"
    LOG_CREDIT = "log-credit"
    KEEP_CREDENTIAL = "keep-credential"
    JOIN_DIRECTORY = "join-directory"
    BE_MENTOR = "be-mentor"
    NAME_CREDENTIAL = "name-credential"


class Kind(StrEnum):
    """What sort of page it is; each lies in its own folder."""

    CHAPTER = "chapter"
    STEP = "step"
    CREDENTIAL = "credential"
    GLOSSARY = "glossary"


class Content:
    """What a file of content holds: a frozen dataclass, which pydantic checks when the file is read.

    It refuses a field it does not know: most of those are misspelt.
    """

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


def words(most: int) -> StringConstraints:
    """Text of 1 to so many characters, without spaces around it."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


def _in_quotes(value: object) -> object:
    # YAML reads an unquoted 12:00 as the number 720, so only text can be trusted to be what was typed.
    if not isinstance(value, str):
        raise ValueError('write it in quotes, as "HH:MM:SS"')  # noqa: TRY004 - pydantic wants ValueError
    return value


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or len(value.split("/")[2]) < 4:
        raise ValueError("must be a web address that starts with https://")
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be a single line")
    return value


PageId = Annotated[str, StringConstraints(pattern=PAGE_ID, max_length=40)]
MilestoneId = Annotated[str, StringConstraints(pattern=MILESTONE_ID, max_length=80)]
Title = Annotated[str, words(80), AfterValidator(_one_line)]
Url = Annotated[str, words(250), AfterValidator(_web_address)]
AimId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]
Asked = Annotated[str, words(120), AfterValidator(_one_line)]
Clock = Annotated[time, BeforeValidator(_in_quotes)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Content):
    """Where a page's facts come from.

    ``checked`` is the day its facts were last compared; ``as_of`` the year its figures speak of.
    """

    title: Annotated[str, words(120)]
    url: Url
    checked: date
    as_of: Annotated[str, words(100)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Content):
    """Something to read for a milestone: exactly one of a web address and the id of a page of the guide."""

    title: Annotated[str, words(80)]
    url: Url | None = None
    page: PageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor(Content):
    """A date that comes back every year (or month, or week), such as a deadline.

    ``rrule`` is an iCalendar recurrence rule (RFC 5545) without a start; ``time`` is wall-clock time in
    ``time_zone`` (an IANA name). ``known`` are days that were announced; where it is given, even empty, the
    rule is no more than an estimate for the years that it leaves out.
    """

    rrule: Annotated[str, words(200)]
    time_zone: Annotated[str, words(64)]
    time: Clock
    label: Annotated[str, words(120)]
    known: Annotated[tuple[date, ...], Field(max_length=40)] | None = None

    def next_after(self, moment: datetime) -> datetime:
        """The first occurrence strictly after ``moment`` (aware), in UTC."""
        return anchors.next_after(self.rrule, self.time_zone, self.time, moment, self.known or ())

    def estimates(self, occurrence: datetime) -> bool:
        """Whether an occurrence (aware) was worked out by a rule that does not always hold."""
        return (
            self.known is not None
            and occurrence.astimezone(ZoneInfo(self.time_zone)).date() not in self.known
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Content):
    """What a milestone says to people at some stages; what is left out is as it is told to all.

    Args:
        after: The milestones that they do first, beside those that all do.
    """

    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    title: Annotated[str, words(90), AfterValidator(_one_line)] | None = None
    why: Annotated[str, words(400)] | None = None
    done_when: Annotated[str, words(250)] | None = None
    typical_time: Annotated[str, words(80)] | None = None
    after: tuple[MilestoneId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Content):
    """One thing to do within a step.

    Args:
        after: The milestones to do first.
        needs: Those of which this is a part: done first too, and set aside together with them.
        unless: It falls away once one of these is done.
        stages: Who it is for; empty means everyone.
        only_for: It is only for those who aim at one of these (:mod:`mentorbot.guide.aims`).
        first_for: It comes earlier for those who aim at one of these.
        not_for: It falls away for those who aim at one of these.
        early: Whatever else there is, it is at the latest the so manieth thing that anybody is shown.
        years: At which stages it belongs to the year before one graduates, or to those before that.
        under_way_for: The stages at which one is in the midst of it by being at that stage. Where there are
            any, so is whoever says that they are in its step.
        way: What can be done about it in the bot itself, which ticks it.
        times: How often that has to be done; ``times_for`` where it differs at a stage.
        told: How it is told to people at some stages.
    """

    id: MilestoneId
    step: PageId
    title: Annotated[str, words(90), AfterValidator(_one_line)]
    why: Annotated[str, words(400)]
    done_when: Annotated[str, words(250)]
    typical_time: Annotated[str, words(80)]
    typical_weeks: Annotated[int, Field(ge=1, le=520)]
    after: tuple[MilestoneId, ...] = ()
    stages: tuple[Stage, ...] = ()
    anchor: Anchor | None = None
    resources: Annotated[tuple[Resource, ...], Field(max_length=5)] = ()
    optional: bool = False
    needs: tuple[MilestoneId, ...] = ()
    unless: tuple[MilestoneId, ...] = ()
    only_for: tuple[AimId, ...] = ()
    first_for: tuple[AimId, ...] = ()
    not_for: tuple[AimId, ...] = ()
    early: Annotated[int, Field(ge=1, le=9)] | None = None
    years: dict[Stage, Year] = field(default_factory=dict)
    under_way_for: tuple[Stage, ...] = ()
    way: Way | None = None
    times: Annotated[int, Field(ge=1, le=50)] = 1
    times_for: dict[Stage, Annotated[int, Field(ge=1, le=50)]] = field(default_factory=dict)
    told: tuple[Telling, ...] = ()

    @property
    def before(self) -> tuple[MilestoneId, ...]:
        """The milestones to do first, for whatever reason."""
        return (*self.after, *(one for one in self.needs if one not in self.after))

    def often_enough(self, times: int, stage: Stage | None) -> bool:
        """Whether it is done for somebody at a stage who has done so many times what it asks."""
        needed = self.times if stage is None else self.times_for.get(stage, self.times)
        return times >= needed

    def told_to(self, stage: Stage) -> "Milestone":
        """The milestone as it is told to people at a stage."""
        for telling in self.told:
            if stage in telling.stages:
                said = {name: getattr(telling, name) for name in _TOLD}
                given = {name: text for name, text in said.items() if text is not None}
                return replace(self, **given, after=(*self.after, *telling.after))
        return self


_TOLD = tuple(one.name for one in fields(Telling) if one.name not in {"stages", "after"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection(Content):
    """A heading and a text short enough for one chat message; ``asked`` are questions that it answers."""

    heading: Annotated[str, words(80)]
    text: Annotated[str, words(MOST_SECTION)]
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Content):
    """One page of the guide, of any kind."""

    id: PageId
    kind: Kind
    title: Title
    summary: Annotated[str, words(200), AfterValidator(_one_line)]
    sections: Annotated[tuple[PageSection, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    keywords: tuple[Annotated[str, words(80)], ...] = ()
    note: Annotated[str, words(400)] | None = None
    parent: PageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Page):
    """A page that is also one of the steps, in the order of ``number``."""

    kind: Literal[Kind.STEP] = Kind.STEP
    number: Annotated[int, Field(ge=1, le=20)]
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Content):
    """A word of the trade. ``also`` are other ways to write it; ``page`` tells more."""

    term: Title
    meaning: Annotated[str, words(300)]
    also: tuple[Annotated[str, words(100)], ...] = ()
    page: PageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Content):
    """What ``guide.yaml`` holds: names, and the order of the chapters."""

    title: Title
    chapters: tuple[PageId, ...]
    stages: dict[Stage, Annotated[str, words(80), AfterValidator(_one_line)]]
    endings: dict[Stage, Annotated[str, words(400)]] = field(default_factory=dict)
    glossary_title: Title = "Glossary"
    glossary_summary: Annotated[str, words(200), AfterValidator(_one_line)] = (
        "Words and abbreviations of the trade."
    )


@dataclass(frozen=True, eq=False)
class Guide:
    """The whole guide in one language. Every reading is a dictionary look-up.

    Args:
        locale: The language it was asked for in, such as "en".
        title: What the guide is called.
        stages: Each career stage and what to call it.
        endings: What to say to people at each stage when nothing is left to do.
        steps: In the order they are walked.
        chapters: The top chapters in reading order, without their sub-pages.
        pages: Every page, steps and glossary included, by id.
        milestones: Every milestone by id, in the order of the steps.
        terms: The glossary.
        synonyms: What people type, and the words of the guide that it may stand for.
        finder: What it is searched with.
        cards: Cards that were built before; :mod:`mentorbot.guide.cards` owns it.
        made: What else was worked out of it before; whoever does owns its keys.
        told: The same guide as it is told to people at each stage, where it was asked for.
    """

    locale: str
    title: str
    stages: Mapping[Stage, str]
    endings: Mapping[Stage, str]
    steps: tuple[Step, ...]
    chapters: tuple[Page, ...]
    pages: Mapping[str, Page]
    milestones: Mapping[str, Milestone]
    terms: tuple[Term, ...]
    synonyms: Mapping[str, tuple[str, ...]] = field(repr=False)
    finder: Finder = field(repr=False)
    cards: dict[object, Card] = field(default_factory=dict, repr=False)
    made: dict[object, Any] = field(default_factory=dict, repr=False, init=False)
    told: dict[Stage, "Guide"] = field(default_factory=dict, repr=False, init=False)

    def told_to(self, stage: Stage | None) -> "Guide":
        """The guide with its milestones as they are told to people at a stage; made once for each."""
        if stage is None:
            return self
        if stage not in self.told:
            milestones = {id_: milestone.told_to(stage) for id_, milestone in self.milestones.items()}
            steps = tuple(
                replace(step, milestones=tuple(milestones[one.id] for one in step.milestones))
                for step in self.steps
            )
            pages = {**self.pages, **{step.id: step for step in steps}}
            self.told[stage] = replace(self, steps=steps, pages=pages, milestones=milestones)
        return self.told[stage]

    def step(self, step_id: str) -> Step:
        """The step of this id. Raises UserError when there is none."""
        page = self.pages.get(step_id)
        if not isinstance(page, Step):
            raise UserError("That step is no longer in the guide. Use `/guide` to see what is.")
        return page

    def page(self, page_id: str) -> Page:
        """The page of this id. Raises UserError when there is none."""
        page = self.pages.get(page_id)
        if page is None:
            raise UserError("That page is no longer in the guide. Use `/guide` to look for another.")
        return page

    def milestone(self, milestone_id: str) -> Milestone:
        """The milestone of this id. Raises UserError when there is none."""
        milestone = self.milestones.get(milestone_id)
        if milestone is None:
            raise UserError(
                "That milestone is no longer in the guide. Use `/nextstep` to see what to do now."
            )
        return milestone

    def search(self, query: str, limit: int = 25) -> list[Hit]:
        """What a person may have meant by ``query``, best first; empty when nothing comes near."""
        return self.finder.search(query, limit)

    def suggest(self, prefix: str, limit: int = 25) -> list[Hit]:
        """What to offer while a person types ``prefix``; a starting list when they have typed nothing."""
        return self.finder.suggest(prefix, limit)

    def resolve(self, key: str) -> Hit | None:
        """The hit that :attr:`Hit.key` names, or None."""
        return self.finder.resolve(key)
