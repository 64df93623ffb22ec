"""Finding the right page from a few typed words, misspelt or not.

Everything that can be found (pages, their sections, milestones, terms) is an entry with *names* (titles,
keywords: what people would type) and a *body* (summary and text). A query is scored against each entry by
how well it covers one of its names, how much of it stands in the body, and where its words lead
(:mod:`mentorbot.guide.votes`); rare words count more than common ones (inverse document frequency). A word
that is not known is replaced by those it may have been meant for. The index is built once for each guide.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mentorbot.chat import fit, limits
from mentorbot.guide import glossary, words
from mentorbot.guide.hit import Hit
from mentorbot.guide.model import GLOSSARY, Kind, Milestone, Page, Term
from mentorbot.guide.paging import split_page
from mentorbot.guide.votes import Votes

# Of the score, how much is for matching a name as a whole; the rest is for words found in the body.
_NAME_SHARE = 0.7
# What one kind of entry is worth beside another that matches as well.
_PAGE, _MILESTONE, _SECTION, _TERM = 1.0, 0.88, 0.82, 0.93
# How much a body word counts, by where it stands.
_IN_TITLE, _IN_KEYWORD, _IN_SUMMARY, _IN_TEXT = 1.0, 0.9, 0.7, 0.45
# A keyword is a name, but the title is more of one.
_TITLE, _KEYWORD = 1.0, 0.97
# Whoever asks what stands under a section as asked wants that section, as much as a page by its keyword.
_ASKED = _KEYWORD / _SECTION
# Of the score, how much is for where the words lead, whatever they make as a whole.
_VOTED = 0.4
# Of two names that match alike, the one phrased as it was asked comes first: what that is worth at most.
_PHRASED = 0.02
_LEAST_SCORE = 18.0
_MOST_EXPANSIONS = 24
_PREFIX_WORTH = 0.9
# How much more a credential's name weighs than how often it is spoken of makes it.
_SUBJECT = 1.6
# Of the words that a misspelt one may be, how alike the others have to be beside the most alike.
_AS_ALIKE = 0.93
# How sure it is that a word stands for another.
_SYNONYM = 0.75
# How long a word is at the least that may have been typed as two.
_LONG = 7
# While typing: what it is worth that a title begins as what was typed.
_BEGUN = 0.2


@dataclass(frozen=True, slots=True)
class _Entry:
    hit: Hit
    worth: float
    names: tuple[tuple[str, float], ...]
    summary: str
    text: str = ""


class Index:
    """The search over one guide.

    Args:
        pages: All pages by id, in the order they should be offered.
        milestones: All milestones by id.
        terms: The glossary.
        synonyms: What people type, and the words of the guide that it may stand for.
    """

    def __init__(
        self,
        pages: Mapping[str, Page],
        milestones: Mapping[str, Milestone],
        terms: Iterable[Term],
        synonyms: Mapping[str, Sequence[str]],
    ) -> None:
        entries = [*_page_entries(pages), *_milestone_entries(milestones), *_term_entries(pages, terms)]
        self._hits = [entry.hit for entry in entries]
        self._worths = [entry.worth for entry in entries]
        self._by_key = {hit.key: hit for hit in reversed(self._hits)}
        self._titles = [" ".join(words.split(hit.title)) for hit in self._hits]
        self._start = [hit for hit in self._hits if hit.section is None and hit.milestone is None]

        self._name_entry: list[int] = []
        self._name_worth: list[float] = []
        self._names_with: dict[str, list[int]] = defaultdict(list)
        named: set[str] = set()
        known: set[str] = set()
        name_stems: list[set[str]] = []
        self._phrases: list[tuple[str, ...]] = []
        held: dict[str, dict[int, float]] = defaultdict(dict)
        for number, entry in enumerate(entries):
            for name, worth in entry.names:
                phrase = words.split(name)
                found = words.content(phrase)
                named.update(found)
                name_stems.append(set(map(words.stem, found)))
                self._phrases.append(tuple(sorted(set(map(words.stem, phrase)))))
                self._name_entry.append(number)
                self._name_worth.append(worth)
                _fill(held, number, found, _IN_TITLE if worth == _TITLE else _IN_KEYWORD)
            for text, worth in ((entry.summary, _IN_SUMMARY), (entry.text, _IN_TEXT)):
                found = words.split(text)
                known.update(found)
                _fill(held, number, found, worth)
        for name_number, stems in enumerate(name_stems):
            for stem in stems:
                self._names_with[stem].append(name_number)
        self._named, self._known = sorted(named), sorted(known | named)
        self._rarest = log(1 + len(entries))
        self._rarity = {
            stem: words.weighs(stem) * log(1 + len(entries) / len(places)) for stem, places in held.items()
        }
        # What a page is called by alone ("FACHE") is what is asked about, however often it is spoken of.
        for page in pages.values():
            if page.kind is Kind.CREDENTIAL and (stem := words.stem(page.id)) in self._rarity:
                self._rarity[stem] *= _SUBJECT
        self._synonyms: dict[str, list[str]] = defaultdict(list)
        for typed, meanings in synonyms.items():
            meant = (words.stem(word) for meaning in meanings for word in words.split(meaning))
            self._synonyms[words.stem(words.plain(typed))] += [one for one in meant if one in self._rarity]
        # By stem, the entries it stands in and what it is worth there; arrays, since they are thousands.
        self._body_with = {
            stem: (array("I", places), array("d", places.values())) for stem, places in held.items()
        }
        self._votes = Votes(pages, milestones, terms)
        # fsum, because a set of words has another order in every process.
        self._name_weight = [fsum(self._rarity[stem] for stem in stems) for stems in name_stems]

    def search(self, query: str, limit: int = 25) -> list[Hit]:
        """What may have been meant, best first; empty when nothing comes near."""
        return self._ranked(query, limit, typing=False)

    def suggest(self, prefix: str, limit: int = 25) -> list[Hit]:
        """The same while the last word is still being typed; a starting list when there is none yet."""
        if not prefix.strip():
            return self._start[:limit]
        return self._ranked(prefix, limit, typing=True)

    def resolve(self, key: str) -> Hit | None:
        """The hit of this key, or None."""
        return self._by_key.get(key)

    def _ranked(self, query: str, limit: int, *, typing: bool) -> list[Hit]:
        typed = self._join(words.split(query[: words.MOST_TYPED]))
        asked = words.content(typed)
        if not asked or limit < 1:
            return []
        names: dict[int, float] = defaultdict(float)
        bodies: dict[int, float] = defaultdict(float)
        weight = 0.0
        every = [self._meant(word, unfinished=typing and word == typed[-1]) for word in asked]
        for meant in every:
            # A word that is known sets how much it weighs; what else it may become cannot weigh more.
            sure = [self._rarity[stem] for stem, likeness in meant.items() if likeness == 1.0]
            most = max(sure or (self._rarity[stem] for stem in meant), default=self._rarest)
            weight += most
            self._add(meant, most, names, bodies)
        scores, called = self._covered(names, bodies, weight, frozenset(map(words.stem, typed)))
        if typing:
            beginning = " ".join(typed)
            for entry in scores:
                if self._titles[entry].startswith(beginning):
                    scores[entry] += _BEGUN
        scores = self._voted(scores, called, self._votes.count(every, typed))
        order = sorted(scores, key=lambda entry: (-round(scores[entry], 6), entry))
        return list(self._chosen(order, scores, limit))

    def _covered(
        self, names: Mapping[int, float], bodies: Mapping[int, float], weight: float, phrase: frozenset[str]
    ) -> tuple[dict[int, float], set[int]]:
        """How well each entry's best name and its body cover what was typed; which are called just so."""
        scores: dict[int, float] = {}
        called: set[int] = set()
        for name, matched in names.items():
            entry = self._name_entry[name]
            # Dice's coefficient, in which a word weighs as much as it is rare; then of the bare words.
            alike = self._name_worth[name] * min(1.0, 2 * matched / (weight + self._name_weight[name]))
            best = scores.get(entry, 0.0)
            if alike <= best:
                continue
            whole = self._phrases[name]
            if self._name_worth[name] == _TITLE and phrase == frozenset(whole):
                called.add(entry)
            phrased = 2 * len(phrase.intersection(whole)) / (len(whole) + len(phrase))
            scores[entry] = max(best, alike * (1 - _PHRASED + _PHRASED * phrased))
        for entry, matched in bodies.items():
            scores[entry] = _NAME_SHARE * scores.get(entry, 0.0) + (1 - _NAME_SHARE) * matched / weight
        return scores, called

    def _voted(
        self, scores: Mapping[int, float], called: set[int], votes: Mapping[str, float]
    ) -> dict[int, float]:
        """The scores of what comes near at all, with the votes for its page; of a title typed, with all."""
        most = max(votes.values(), default=0.0)
        together: dict[int, float] = {}
        for entry, score in scores.items():
            alike = score * self._worths[entry]
            if 100 * alike >= _LEAST_SCORE:
                voted = most if entry in called else votes.get(self._hits[entry].page_id, 0.0)
                together[entry] = (1 - _VOTED) * alike + _VOTED * voted
        return together

    def _join(self, typed: list[str]) -> list[str]:
        """Words that were typed apart and are one word of the guide, made one: "health care", "linked in"."""
        joined: list[str] = []
        for word in typed:
            both = f"{joined[-1]}{word}" if joined else ""
            if len(both) >= _LONG and words.stem(both) in self._rarity:
                joined[-1] = both
            else:
                joined.append(word)
        return joined

    def _add(
        self, meant: Mapping[str, float], most: float, names: dict[int, float], bodies: dict[int, float]
    ) -> None:
        """Credit one typed word to every name and body it may stand in, to each once, at its best."""
        in_names: dict[int, float] = {}
        in_bodies: dict[int, float] = {}
        for stem, likeness in meant.items():
            worth = likeness * min(most, self._rarity[stem])
            for name in self._names_with.get(stem, ()):
                if in_names.get(name, 0.0) < worth:
                    in_names[name] = worth
            for entry, place in zip(*self._body_with[stem], strict=True):
                if in_bodies.get(entry, 0.0) < worth * place:
                    in_bodies[entry] = worth * place
        for name, worth in in_names.items():
            names[name] += worth
        for entry, worth in in_bodies.items():
            bodies[entry] += worth

    def _chosen(self, order: list[int], scores: dict[int, float], limit: int) -> Iterator[Hit]:
        taken: set[tuple[str, int, str | None]] = set()
        for entry in order:
            hit = self._hits[entry]
            if len(taken) == limit:
                return
            # Two ways to one screen are one answer; every term of the glossary is its own screen.
            screen = (hit.key if hit.page_id == GLOSSARY else hit.page_id, hit.part, hit.milestone)
            if screen not in taken:
                taken.add(screen)
                yield replace(hit, score=round(100 * scores[entry], 3))

    def _meant(self, word: str, *, unfinished: bool) -> dict[str, float]:
        """The stems a typed word may stand for, each with how sure that is, up to 1."""
        meant: dict[str, float] = {}
        stem = words.stem(word)
        if stem in self._rarity:
            meant[stem] = 1.0
        if unfinished or (not meant and len(word) > 2):
            for longer in self._beginning_with(word):
                worth = _PREFIX_WORTH * (0.7 + 0.3 * len(word) / len(longer))
                meant[words.stem(longer)] = max(worth, meant.get(words.stem(longer), 0.0))
        if not meant and len(word) > 2:
            least = 0.75 if len(word) < 6 else 0.7
            alike = process.extract(
                word, self._known, scorer=OSA.normalized_similarity, score_cutoff=least, limit=5
            )
            for near, likeness, _ in alike:
                if likeness >= _AS_ALIKE * alike[0][1]:
                    meant[words.stem(near)] = max(likeness**2, meant.get(words.stem(near), 0.0))
        for stem in [word for word, likeness in meant.items() if likeness == 1.0] or [words.stem(word)]:
            for other in self._synonyms.get(stem, ()):
                meant[other] = max(_SYNONYM, meant.get(other, 0.0))
        return meant

    def _beginning_with(self, prefix: str) -> list[str]:
        """Words of names that begin so, those in the most names first; failing these, words of texts."""
        for among in (self._named, self._known):
            found = among[bisect_left(among, prefix) : bisect_left(among, prefix + "\U0010ffff")]
            if found:
                return sorted(found, key=self._how_named)[:_MOST_EXPANSIONS]
        return []

    def _how_named(self, word: str) -> tuple[int, str]:
        return -len(self._names_with.get(words.stem(word), ())), word


def _fill(held: dict[str, dict[int, float]], number: int, found: Iterable[str], worth: float) -> None:
    for stem in set(map(words.stem, found)):
        if held[stem].get(number, 0.0) < worth:
            held[stem][number] = worth


def _label(words: str) -> str:
    return fit(words, limits.SUGGESTION)


def _page_entries(pages: Mapping[str, Page]) -> Iterator[_Entry]:
    for page in pages.values():
        names = [(page.title, _TITLE), (page.id, _TITLE), *((word, _KEYWORD) for word in page.keywords)]
        text = "" if page.kind is Kind.GLOSSARY else " ".join(f"{s.heading} {s.text}" for s in page.sections)
        hit = Hit(page.id, page.id, 1, _label(page.title), page.summary)
        yield _Entry(hit, _PAGE, tuple(names), page.summary, text)
    for page in pages.values():
        if page.kind is not Kind.GLOSSARY:
            yield from _section_entries(page)


def _section_entries(page: Page) -> Iterator[_Entry]:
    number = 0
    for part, sections in enumerate(split_page(page), 1):
        for section in sections:
            number += 1
            title = _label(f"{page.title}: {section.heading}")
            hit = Hit(f"{page.id}#{number}", page.id, part, title, section.text, section=section.heading)
            names = [(section.heading, _TITLE), (f"{page.title} {section.heading}", _KEYWORD)]
            names += ((question, _ASKED) for question in section.asked)
            yield _Entry(hit, _SECTION, tuple(names), "", section.text)


def _milestone_entries(milestones: Mapping[str, Milestone]) -> Iterator[_Entry]:
    for milestone in milestones.values():
        hit = Hit(
            milestone.id, milestone.step, 1, _label(milestone.title), milestone.why, milestone=milestone.id
        )
        slug = milestone.id.partition(".")[2]
        label = milestone.anchor.label if milestone.anchor else ""
        names = ((milestone.title, _TITLE), (slug, _KEYWORD), *(((label, _KEYWORD),) if label else ()))
        text = " ".join((milestone.why, *(resource.title for resource in milestone.resources)))
        yield _Entry(hit, _MILESTONE, names, milestone.done_when, text)


def _term_entries(pages: Mapping[str, Page], terms: Iterable[Term]) -> Iterator[_Entry]:
    shown = list(enumerate(split_page(pages[GLOSSARY]), 1))
    for term in terms:
        line = glossary.write_line(term)
        part = next(number for number, sections in shown if any(line in section.text for section in sections))
        key = f"{GLOSSARY}:{'-'.join(words.split(term.term))}"
        place = (term.page, 1) if term.page else (GLOSSARY, part)
        hit = Hit(key, *place, _label(term.term), term.meaning)
        names = ((term.term, _TITLE), *((other, _TITLE) for other in term.also))
        # Where no page tells more, the glossary is the answer, not one beside it.
        yield _Entry(hit, _TERM if term.page else _PAGE, names, term.meaning)
