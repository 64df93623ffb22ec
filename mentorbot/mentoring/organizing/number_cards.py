"""The words around the files and numbers that organizers get."""

from collections import Counter
from datetime import datetime
from typing import Final

from mentorbot.chat import Accent, Attachment, Card, Field, Fields, Section, number_of
from mentorbot.chat.spreadsheet import write_table
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN
from mentorbot.mentoring.organizing.numbers import PairRow, Pairs, Year, count_live
from mentorbot.mentoring.terms import Ending, Format, Origin

_ENDINGS: Final = {
    Ending.GRADUATED: "graduated",
    Ending.TIME: "time was up",
    Ending.MENTOR: "ended by one of them",
    Ending.MENTEE: "ended by one of them",
    Ending.BLOCKED: "ended by one of them",
    Ending.LEFT: "one of them left",
    Ending.ORGANIZER: "ended by an organizer",
}
"""That one of them blocked the other, nobody learns here: so not which of them ended it either."""
_FORMATS: Final = {Format.PAIR: "pair", Format.CIRCLE: "circle", Format.ONCE: "one-off"}
_ORIGINS: Final = {Origin.REQUEST: "request", Origin.ROUND: "round", Origin.ORGANIZER: "organizer"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def pairs_card(found: Pairs) -> Card:
    """Every mentorship as a table."""
    rows = found.rows
    head = (
        "mentor user id", "mentor", "mentee user id", "mentee", "kind", "came together by", "months",
        "since (UTC)", "until (UTC)", "ended (UTC)", "how", "sessions held",
        *found.mentors.heads("mentor"), *found.mentees.heads("mentee"),
    )  # fmt: skip
    table = Attachment(write_table(head, (_row(one, found) for one in rows)), "mentorships.csv")
    live = count_live(rows)
    words = f"{number_of(live, 'mentorship')} {'goes' if live == 1 else 'go'} on, {len(rows) - live:,} ended."
    return Card("Mentorships", (Section(words), table), Accent.GOOD, "Only organizers see this.")


def year_card(found: Year) -> Card:
    """A year in numbers, and the same by month as a table."""
    facts = [Field(line.name, f"{line.total:,}") for line in found.lines]
    facts.append(Field("Mentorships that go on now", f"{found.live:,}"))
    if found.wait is not None:
        facts.append(Field("Until a mentor took a request", f"{_days(found.wait)}, of the one in the middle"))
    rating = (
        f"{found.rating:.1f} of 5" if found.rating is not None else f"shown from {FEWEST_SHOWN} answers on"
    )
    facts.append(Field("What people say", f"{rating} ({number_of(found.ratings, 'answer')})"))
    counted = Counter(dict.fromkeys(_ENDINGS.values(), 0))
    for how, many in found.endings.items():
        counted[_ENDINGS[how]] += many
    text = [f"{how}: {many:,}" for how, many in counted.items() if many]
    rows: list[tuple[str | int, ...]] = [(line.name, *line.by_month, line.total) for line in found.lines]
    table = Attachment(write_table(("", *_MONTHS, str(found.year)), rows), f"mentoring-{found.year}.csv")
    endings = (Section("\n".join(text), "How mentorships ended"),) if text else ()
    footer = "Months by UTC. Only organizers see this."
    return Card(f"Mentoring in {found.year}", (Fields(tuple(facts)), *endings, table), Accent.GOOD, footer)


def _row(one: PairRow, found: Pairs) -> tuple[str | int, ...]:
    about, mentor, mentee = one.pair.mentorship, one.pair.mentor, one.pair.mentee
    return (
        mentor.person.user_id,
        mentor.name,
        mentee.person.user_id,
        mentee.name,
        _FORMATS[about.format],
        _ORIGINS[about.origin],
        about.months,
        _day(about.formed_at),
        _day(about.ends_at),
        _day(about.ended_at) if about.ended_at else "",
        _ENDINGS[about.ending] if about.ending else "",
        one.sessions,
        *found.mentors.cells(about.mentor_id),
        *found.mentees.cells(about.mentee_id),
    )


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _days(days: float) -> str:
    return number_of(round(days), "day") if days >= 1 else "less than a day"
