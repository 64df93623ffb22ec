"""Who fits whom: scores that can be said in words, and rounds that pair many at once. Pure: no database.

NumPy and OR-Tools cost memory and time at the start, and most processes never need them; so nothing here
loads them before :func:`rank_mentors` is asked about many, or a round is solved.
"""

from mentorbot.mentoring.matching.explain import Obstacle, Points, explain
from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.ranking import Pool, rank_mentors
from mentorbot.mentoring.matching.weights import Part, Weight, Weights

__all__ = [
    "MenteeFacts", "MentorFacts", "Obstacle", "Part", "Points", "Pool", "Weight", "Weights", "explain",
    "rank_mentors",
]  # fmt: skip
