"""The same people brought together in several ways, so that organizers see what each choice costs.

Imports NumPy and OR-Tools, so the bot never imports it: see :mod:`mentorbot.mentoring.rounds.solving`.
"""

from mentorbot.mentoring.matching.explain import explain
from mentorbot.mentoring.matching.optimal import Tell
from mentorbot.mentoring.matching.outcome import Trials, Tried
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.matching.weights import USUAL


def try_out(asked: Trials, tell: Tell = lambda said: None) -> dict[str, Tried]:
    """What comes of each way, by its name.

    Args:
        tell: Is told how far it is, in words.
    """
    mentees = {one.id: one for one in asked.mentees}
    found = {}
    for number, trial in enumerate(asked.trials, 1):
        tell(f"{number - 1} of {len(asked.trials)} ways tried")
        mentors = {one.id: one for one in (*asked.mentors, *trial.more)}
        pairs = solve_round(asked.mentees, tuple(mentors.values()), trial.rules).pairs
        fitting = [(pair, pair.score) for pair in pairs if pair.score is not None]
        usual = scores = tuple(score for _, score in fitting)
        if trial.rules.weights.factors != USUAL.factors:
            usual = tuple(explain(mentees[one.mentee], mentors[one.mentor]).score for one, _ in fitting)
        found[trial.name] = Tried(len(mentees), len(pairs), scores, usual)
    return found
