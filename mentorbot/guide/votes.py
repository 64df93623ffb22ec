"""Which page the words of a question lead to, learnt from everything that is written about each page.

Every word of a question, and every two in a row, votes for the pages in whose titles, keywords, questions
and texts it stands: in shares, so that a word that stands on one page alone says much, and one that stands on
all says nothing. So "how much does a fellow take home" is led by nine other ways to ask the same, though it
is like none of them as a whole.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
        found: dict[str, tuple[tuple[str, float], ...]] = {}
        seen: Counter[str] = Counter()
        pieces = 0
        for page_id, texts in _pieces(pages, milestones, terms).items():
            here: dict[str, float] = defaultdict(float)
            for text, worth in texts:
                typed = words.split(text)
                for feature in {*map(words.stem, words.content(typed)), *_pairs(typed)}:
                    here[feature] += worth
                    seen[feature] += 1
            pieces += len(texts)
            for feature, count in here.items():
                found[feature] = (*found.get(feature, ()), (page_id, count))
        self._pieces = pieces
        self._seen = {feature: times for feature, times in seen.items() if times > 1}
        self._shares = found
        # Most stand once on one page: what is equal is kept once.
        kept: dict[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]] = {}
        for feature, counts in found.items():
            every = fsum([count for _, count in counts]) + _DOUBT
            shares = tuple([(page_id, (count / every) ** _SHARE) for page_id, count in counts])
            found[feature] = kept.setdefault(shares, shares)

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
            shares = self._shares.get(stem)
            if shares is None:
                continue
            weight = worth * likeness * words.weighs(stem) * log(1 + self._pieces / self._seen.get(stem, 1))
            most = max(most, weight)
            for page_id, share in shares:
                best[page_id] = max(best.get(page_id, 0.0), weight * share)
        for page_id, count in best.items():
            votes[page_id] += count
        return most or worth * log(1 + self._pieces) / 2


def _pairs(typed: Sequence[str]) -> list[str]:
    stems = list(map(words.stem, typed))
    return [f"{one} {other}" for one, other in pairwise(stems)]


def _pieces(
    pages: Mapping[str, Page], milestones: Mapping[str, Milestone], terms: Iterable[Term]
) -> dict[str, list[tuple[str, float]]]:
    """Every phrase and sentence with what it counts, by the page it is about."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for page in pages.values():
        found[page.id] += ((phrase, _PHRASE) for phrase in (page.title, page.summary, *page.keywords))
        for section in page.sections if page.id != GLOSSARY else ():
            found[page.id] += ((phrase, _PHRASE) for phrase in (section.heading, *section.asked))
            found[page.id] += ((sentence, _SENTENCE) for sentence in _SENTENCES.split(section.text))
    for milestone in milestones.values():
        found[milestone.step] += ((milestone.title, _PHRASE), (milestone.why, _SENTENCE))
    for term in terms:
        found[term.page or GLOSSARY] += ((phrase, _PHRASE) for phrase in (term.term, *term.also))
        found[term.page or GLOSSARY].append((term.meaning, _SENTENCE))
    return found
