from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.times import american, cities, when, zones


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("chicago", "America/Chicago"),
        ("new york", "America/New_York"),
        ("New-York", "America/New_York"),
        ("nyc", "America/New_York"),
        ("boston", "America/New_York"),
        ("kolkata", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("mumbai", "Asia/Kolkata"),
        ("India", "Asia/Kolkata"),
        ("EST", "America/New_York"),
        ("cst", "America/Chicago"),
        ("ist", "Asia/Kolkata"),
        ("Berlin", "Europe/Berlin"),
        ("Germany", "Europe/Berlin"),
        ("munich", "Europe/Berlin"),
        ("Europe/Ber", "Europe/Berlin"),
        ("são paulo", "America/Sao_Paulo"),
        ("texas", "America/Chicago"),
        ("san fran", "America/Los_Angeles"),
        ("us/eastern", "America/New_York"),
        ("UTC", "UTC"),
        ("chigago", "America/Chicago"),
        ("new yrok", "America/New_York"),
        ("berln", "Europe/Berlin"),
        ("honk kong", "Asia/Hong_Kong"),
        ("philadelpia", "America/New_York"),
    ],
)
def test_a_place_is_found_first_by_what_people_call_it(typed: str, key: str) -> None:
    assert zones.find_zones(typed)[0].key == key


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("chi", "Chicago · America/Chicago"),
        ("san", "San Antonio / San Angelo · America/Chicago"),
        ("san d", "San Diego · America/Los_Angeles"),
        ("port", "Portland, OR · America/Los_Angeles"),
        ("Portland, ME", "Portland, ME · America/New_York"),
        ("portland maine", "Portland, ME · America/New_York"),
        ("col", "Columbus, OH / Columbus, GA / Columbia, SC · America/New_York"),
        ("spr", "Springfield, MO / Springfield, IL · America/Chicago"),
        ("jack", "Jacksonville · America/New_York"),
        ("la", "LA · America/Los_Angeles"),
        ("philly", "Philly · America/New_York"),
        ("D.C.", "DC · America/New_York"),
        ("St Louis", "Saint Louis · America/Chicago"),
        ("Ft. Worth", "Fort Worth · America/Chicago"),
        ("rochester mn", "Rochester, MN · America/Chicago"),
        ("birm", "Birmingham, AL · America/Chicago"),
        ("Georgia", "Georgia, USA · America/New_York"),
        ("TX", "Texas · America/Chicago"),
        ("CT", "CT · America/Chicago"),
        ("Kokomo, IN", "Indiana · America/Indiana/Indianapolis"),
        ("knoxv", "Knoxville · America/New_York"),
        ("toronto, can", "Toronto · America/Toronto"),
        ("60601", "ZIP code 60601 · America/Chicago"),
        ("79901-1234", "ZIP code 79901-1234 · America/Denver"),
    ],
)
def test_of_places_that_fit_alike_the_likeliest_in_america_comes_first(typed: str, label: str) -> None:
    assert zones.find_zones(typed)[0].label.rpartition(" (")[0] == label


@pytest.mark.parametrize(
    ("typed", "home", "key"),
    [
        ("birm", "GB", "Europe/London"),
        ("birm", "US", "America/Chicago"),
        ("georgia", "GE", "Asia/Tbilisi"),
        ("hyd", "IN", "Asia/Kolkata"),
        ("ca", "IN", "Africa/Harare"),
        ("manch", "GB", "Europe/London"),
    ],
)
def test_whoever_lives_elsewhere_is_offered_what_is_near_them_first(typed: str, home: str, key: str) -> None:
    assert zones.find_zones(typed, home=home)[0].key == key


@pytest.mark.parametrize(
    ("locale", "zone", "home"),
    [("en-US", "", "US"), ("en-GB", "", "GB"), ("de", "", "US"), ("pt-BR", "America/Chicago", "US")],
)
def test_a_home_is_what_the_chat_tells(locale: str, zone: str, home: str) -> None:
    assert zones.home_of(Caller("discord", "1", "2", locale=locale, time_zone=zone)) == home


def test_every_city_and_state_of_america_is_its_own_answer() -> None:
    for name, code, zone in american.CITIES:
        assert zones.find_zone(f"{name}, {code}") == zone
        ZoneInfo(zone)
    for code, (state, zone) in american.STATES.items():
        assert zones.find_zone(state) in {zone, "America/New_York"}, code


@pytest.mark.parametrize(("code", "zone"), [("09012", ""), ("96201", ""), ("1234", ""), ("00000", "")])
def test_what_is_no_zip_code_of_a_state_names_no_zone(code: str, zone: str) -> None:
    assert american.find_zip(code) == zone


def test_a_short_name_that_means_several_zones_offers_each() -> None:
    assert [zone.key for zone in zones.find_zones("IST")][:3] == [
        "Asia/Kolkata",
        "Europe/Dublin",
        "Asia/Jerusalem",
    ]


def test_before_anything_is_typed_zones_around_the_world_are_offered() -> None:
    assert [zone.key for zone in zones.find_zones("")] == list(cities.FIRST)


@time_machine.travel(datetime(2026, 1, 15, tzinfo=UTC))
def test_the_label_says_the_offset_in_winter() -> None:
    assert zones.find_zones("boston")[0].label == "Boston · America/New_York (UTC−05:00)"
    assert zones.label("Asia/Kolkata") == "Asia/Kolkata (UTC+05:30)"


@time_machine.travel(datetime(2026, 7, 15, tzinfo=UTC))
def test_the_label_says_the_offset_in_summer() -> None:
    assert zones.find_zones("boston")[0].label == "Boston · America/New_York (UTC−04:00)"


def test_every_zone_named_by_hand_exists() -> None:
    short = {key for keys in cities.SHORT_NAMES.values() for key in keys}
    for key in {*cities.CITIES, *cities.STATES, *cities.FIRST, *short}:
        ZoneInfo(key)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_gives_at_most_25_distinct_zones_that_exist(typed: str) -> None:
    found = zones.find_zones(typed)
    assert len(found) <= 25
    assert len({zone.key for zone in found}) == len(found)
    for zone in found:
        assert zones.find_zone(zone.key) == zone.key
        assert 0 < len(zone.label) <= 100


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/chicago", "America/Chicago"),
        (" chicago ", "America/Chicago"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("EST", "America/New_York"),
    ],
)
def test_a_zone_typed_without_picking_is_understood(typed: str, key: str) -> None:
    assert zones.find_zone(typed) == key


@pytest.mark.parametrize(
    "typed", ["", "Atlantis", "../../etc/passwd", "America", "\x00", "Europe/" * 900, "🙂"]
)
def test_a_zone_that_does_not_exist_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(UserError, match="Name a large city near you"):
        zones.find_zone(typed)


@pytest.mark.parametrize(
    ("home", "meant"), [("Europe/London", "Europe/London"), ("America/Denver", "America/Chicago")]
)
def test_a_town_beside_a_time_is_the_one_of_the_country_where_they_live(home: str, meant: str) -> None:
    """Birmingham is in England and in Alabama."""
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    found = when.read_when("tomorrow 5pm Birmingham time", home, noon)
    assert found.at == datetime(2026, 12, 2, 17, tzinfo=ZoneInfo(meant))
