from datetime import UTC, date, datetime

from mentorbot.chat import ChoiceField, DateField, Fields, TextField, limits
from mentorbot.guide.model import Guide, Stage
from mentorbot.members import answers, cards
from mentorbot.members.service import MemberView
from mentorbot.times import zones

WHEN = datetime(2026, 11, 23, 15, tzinfo=UTC)
MEMBER = MemberView(
    1, Stage.MANAGER, "Run **all** @everyone", "Asia/Tokyo", "en", date(2030, 1, 2), WHEN, WHEN
)


def test_the_form_keeps_to_the_limits_of_a_modal(guide: Guide) -> None:
    longest = max(zones._keys().values(), key=len)
    form = cards.start_form(guide, MEMBER, (), (), longest)
    assert len(form.fields) <= limits.FORM_FIELDS
    assert len(form.id) <= limits.ACTION_ID
    assert len(form.title) <= limits.FORM_TITLE
    for field in form.fields:
        assert len(field.label) <= limits.FIELD_LABEL
        assert len(field.hint or "") <= limits.FIELD_HINT
        if isinstance(field, ChoiceField):
            assert 1 <= len(field.options) <= limits.OPTIONS
            assert all(len(option.label) <= limits.OPTION_LABEL for option in field.options)
            assert field.most <= len(field.options)
        if isinstance(field, TextField):
            assert len(field.placeholder or "") <= limits.FIELD_PLACEHOLDER


def test_a_newcomers_form_is_empty_and_only_the_stage_is_required(guide: Guide) -> None:
    form = cards.start_form(guide, None, (), ())
    assert [field.id for field in form.fields if field.required] == ["stage"]
    for field in form.fields:
        if isinstance(field, ChoiceField):
            assert not any(option.chosen for option in field.options)
        else:
            assert field.value is None


def test_the_form_comes_back_filled_in_and_sent_unchanged_means_the_same(guide: Guide) -> None:
    form = cards.start_form(guide, MEMBER, {"bachelors"}, {"experience", "skills"}, "Asia/Tokyo")
    values: dict[str, str | list[str]] = {}
    for field in form.fields:
        match field:
            case ChoiceField():
                values[field.id] = [option.value for option in field.options if option.chosen]
            case TextField() | DateField():
                values[field.id] = field.value or ""
    assert form.id == "members:enrol:Asia/Tokyo"
    read = answers.read_answers(values, "Asia/Tokyo", [step.id for step in guide.steps])
    assert (read.profile.stage, read.profile.goal) == (MEMBER.stage, MEMBER.goal)
    assert (read.profile.target_date, read.profile.time_zone) == (MEMBER.target_date, MEMBER.time_zone)
    assert (read.finished, read.under_way) == ({"bachelors"}, {"experience", "skills"})


def test_the_profile_shows_what_was_told_and_nothing_in_it_acts_as_markup(guide: Guide) -> None:
    [fields] = [block for block in cards.profile(MEMBER, guide).blocks if isinstance(block, Fields)]
    shown = {field.name: field.value for field in fields.fields}
    assert shown["Career stage"] == guide.stages[Stage.MANAGER]
    assert shown["Goal"] == "Run \\*\\*all\\*\\* @\u200beveryone"
    assert shown["Time zone"] == "Asia/Tokyo (UTC+09:00)"
    assert shown["Target date"] == f"<t:{int(datetime(2030, 1, 2, 3, tzinfo=UTC).timestamp())}:D>"


def test_a_day_is_shown_as_that_day_of_the_members_own_calendar() -> None:
    assert (
        cards.day_of(date(2030, 1, 2), MEMBER)
        == f"<t:{int(datetime(2030, 1, 2, 3, tzinfo=UTC).timestamp())}:D>"
    )
