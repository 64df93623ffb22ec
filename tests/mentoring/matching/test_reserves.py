"""Stable matchings with places that are kept, and with limits, in small rounds: looked at pair by pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.mentoring.matching import stable
from mentorbot.mentoring.matching.reserves import Kept
from mentorbot.mentoring.matching.score import NO
from mentorbot.mentoring.matching.stable import match_stably


def ints(*numbers):
    return np.array(numbers, dtype=np.int64)


@st.composite
def markets(draw, most_groups=1):
    """A small round in which places are kept or limited."""
    many, few, groups = draw(st.integers(1, 7)), draw(st.integers(1, 4)), draw(st.integers(1, most_groups))
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    levels = draw(st.sampled_from((2, 5, 100)))
    wishes = rng.integers(0, levels, (many, few)).astype(np.uint8)
    likings = rng.integers(0, levels, (many, few)).astype(np.uint8)
    cannot = rng.random((many, few)) < 0.25
    wishes[cannot] = likings[cannot] = NO
    floor = np.concatenate(([0], rng.integers(0, 3, groups)))
    cap = np.concatenate(([many], floor[1:] + rng.integers(0, 3, groups)))
    kept = Kept(rng.integers(0, groups + 1, many), floor, cap)
    return wishes, likings, rng.integers(0, 4, few), rng.integers(0, 5, many), kept


def taken(kept, mates, group):
    return int(((kept.group == group) & (mates >= 0)).sum())


def excuse(market, mates, row, column):
    """Whether something stands between two who would rather have each other: a bar, or a kept place."""
    _, likings, room, _, kept = market
    own, inside = kept.group[row], np.flatnonzero((kept.group == kept.group[row]) & (mates >= 0))
    bar = min((int(likings[one, mates[one]]) for one in inside), default=NO)
    if own and taken(kept, mates, own) == kept.cap[own] and likings[row, column] <= bar:
        return True
    held = np.flatnonzero(mates == column)
    less = [one for one in held if likings[one, column] < likings[row, column]]
    return len(held) == room[column] and all(
        kept.group[one] and taken(kept, mates, kept.group[one]) <= kept.floor[kept.group[one]] for one in less
    )


def would_rather(market, mates):
    """Every two who would rather have each other than whom they have."""
    wishes, likings, room, *_ = market
    for row, column in np.argwhere(wishes != NO).tolist():
        if mates[row] >= 0 and wishes[row, mates[row]] >= wishes[row, column]:
            continue
        held = np.flatnonzero(mates == column)
        if len(held) < room[column] or any(likings[one, column] < likings[row, column] for one in held):
            yield row, column


def check(market, mates, settled):
    wishes, _, room, _, kept = market
    assert (np.bincount(mates[mates >= 0], minlength=len(room)) <= room).all()
    assert all(wishes[row, mates[row]] != NO for row in np.flatnonzero(mates >= 0))
    assert all(taken(kept, mates, group) <= kept.cap[group] for group in range(1, len(kept.floor)))
    if settled:
        for row, column in would_rather(market, mates):
            assert excuse(market, mates, row, column), (row, column)
            # Whoever could fill a place that is kept is not passed over for somebody of another group.
            own = kept.group[row]
            if mates[row] < 0 and own and taken(kept, mates, own) < kept.floor[own]:
                assert all(kept.group[one] for one in np.flatnonzero(mates == column))


@given(markets(), st.sampled_from((-1, stable.EXACT)))
@settings(deadline=None, max_examples=100)
def test_only_a_kept_place_or_a_bar_stands_between_two_who_would_rather_have_each_other(market, exact):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stable, "EXACT", exact)
        mates, proved = match_stably(*market)
    check(market, mates, settled=True)
    assert proved or exact < 0


@given(markets(3))
@settings(deadline=None, max_examples=100)
def test_several_groups_keep_their_limits_and_what_is_said_to_be_stable_is(market):
    mates, proved = match_stably(*market)
    check(market, mates, settled=proved)
