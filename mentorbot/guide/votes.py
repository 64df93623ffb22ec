"""Which page the words of a question lead to, learnt from everything that is written about each page.

Every word of a question, and every two in a row, votes for the pages in whose titles, keywords, questions
and texts it stands: in shares, so that a word that stands on one page alone says much, and one that stands on
all says nothing. So "how much does a fellow take home" is led by nine other ways to ask the same, though it
is like none of them as a whole.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import fsum, log

from mentorbot.guide import words
from mentorbot.guide.model import GLOSSARY, Milestone, Page, Term

# What a phrase written to be found counts, and a sentence written to be read.
_PHRASE, _SENTENCE = 1.0, 0.5
# What two words in a row count beside one: "how much" and "how long" differ, though "how" says nothing.
_PAIR = 0.3
# So many phrases are as if they stood on no page: what was seen once says less than what was seen ten times.
_DOUBT = 2.0
# Between equal votes for all pages of a word, and votes by how often it stands on each.
_SHARE = 0.75

_SENTENCES = re.compile(r"(?<=[.?!:])\s+")


class Votes:
    """What each word, and each pair of words, says about the page that is meant.

    Args:
        pages: All pages by id.
        milestones: All milestones by id; they count for the page of their step.
        terms: The glossary; a term counts for the page that tells more.
    """

    def __init__(
        self, pages: Mapping[str, Page], milestones: Mapping[str, Milestone], terms: Iterable[Term]
    ) -> None:
        on: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        seen: Counter[str] = Counter()
        pieces = 0
        for page_id, text, worth in _pieces(pages, milestones, terms):
            pieces += 1
            typed = words.split(text)
            for feature in {*map(words.stem, words.content(typed)), *_pairs(typed)}:
                on[feature][page_id] += worth
                seen[feature] += 1
        self._rarity = {feature: log(1 + pieces / times) for feature, times in seen.items()}
        self._rarest = log(1 + pieces)
        self._shares = {
            feature: {
                page_id: (count / (fsum(counts.values()) + _DOUBT)) ** _SHARE
                for page_id, count in counts.items()
            }
            for feature, counts in on.items()
        }

    def count(self, meant: Sequence[Mapping[str, float]], typed: Sequence[str]) -> dict[str, float]:
        """The votes for each page, up to 1.

        Args:
            meant: For each word that carries meaning, the stems it may stand for, each with how sure that is.
            typed: All words, in order.
        """
        votes: dict[str, float] = defaultdict(float)
        cast = 0.0
        for stems in meant:
            cast += self._cast(stems, 1.0, votes)
        for pair in _pairs(typed):
            cast += self._cast({pair: 1.0}, _PAIR, votes)
        return {page_id: count / cast for page_id, count in votes.items()} if cast else {}

    def _cast(self, stems: Mapping[str, float], worth: float, votes: dict[str, float]) -> float:
        """Count one word's votes, each page's at its best; what they weigh."""
        best: dict[str, float] = {}
        most = 0.0
        for stem, likeness in stems.items():
            weight = worth * likeness * words.weighs(stem) * self._rarity.get(stem, 0.0)
            most = max(most, weight)
            for page_id, share in self._shares.get(stem, {}).items():
                best[page_id] = max(best.get(page_id, 0.0), weight * share)
        for page_id, count in best.items():
            votes[page_id] += count
        return most or worth * self._rarest / 2


def _pairs(typed: Sequence[str]) -> list[str]:
    stems = list(map(words.stem, typed))
    return [f"{one} {other}" for one, other in pairwise(stems)]


def _pieces(
    pages: Mapping[str, Page], milestones: Mapping[str, Milestone], terms: Iterable[Term]
) -> Iterator[tuple[str, str, float]]:
    """Every phrase and sentence, with the page it is about and what it counts."""
    for page in pages.values():
        yield from ((page.id, phrase, _PHRASE) for phrase in (page.title, page.summary, *page.keywords))
        for section in page.sections if page.id != GLOSSARY else ():
            yield from ((page.id, phrase, _PHRASE) for phrase in (section.heading, *section.asked))
            yield from ((page.id, sentence, _SENTENCE) for sentence in _SENTENCES.split(section.text))
    for milestone in milestones.values():
        yield milestone.step, milestone.title, _PHRASE
        yield milestone.step, milestone.why, _SENTENCE
    for term in terms:
        page_id = term.page or GLOSSARY
        yield from ((page_id, phrase, _PHRASE) for phrase in (term.term, *term.also))
        yield page_id, term.meaning, _SENTENCE
