"""From what people type to words that can be compared: case, accents, spelling and endings made alike."""

import re
import unicodedata
from functools import lru_cache

MOST_TYPED = 200
MOST_WORDS = 12
MANNER_WORTH = 0.3

_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’ʼ`]s?\b")
_INITIALS = re.compile(r"\b(\w)[.&](?=\w\b)")

_IT = re.compile(r"\bIT\b")

# Words that say how something is asked, not what about.
_FILLER_TEXT = """
a about all also am an and any are as at be been but by can could did do does for from get give go got had
has have how i if im in into is it its just like me mean means much my need needed of on or our out please
really should so some tell than that the their them then there these they this to too up us want was we
were what whats when where which who why will with would you your yours actually again anybody anyone
anything because being dont doesnt doing done cant isnt wont didnt ever even everybody everyone exactly
explain getting going gonna gotta hello hey hi id idk ill im ive kinda know lol maybe myself ok okay only pls
plz probably says said someone somebody something still stuff sure thanks thing things think thinking though
u ur wanna went whether wonder wondering youre btw hafta idk imo lets lemme ppl people tho wat wdym wth wtf yo
"""
_FILLER = frozenset(_FILLER_TEXT.split())

_MANNER_TEXT = """
abbreviation acronym actual advice anymore bad best better between bother btwn compare compared comparison
define definition diff diffrence dumb difference different easiest easy fast good great hard hardest help idea
joke kind least legit list matter matters meaning more most nice okay pointless point possible quick quickest
quickly real right ripoff rude scam sense simple stand stands still tip tips top type useful useless versus
vs waste way ways weird whole worth worthless worthwhile wrong
"""
_MANNER = frozenset(_MANNER_TEXT.split())

_BRITISH = (
    (re.compile(r"^licenc"), "licens"),
    (re.compile(r"^programme"), "program"),
    (re.compile(r"^centre"), "center"),
    (re.compile(r"^resum[eé]$"), "resume"),
    (re.compile(r"is(e|ed|es|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{3})our(s|ed|al)?$"), r"or\1"),
)

# "dropped" and "planning" are drop and plan; "falling" is fall, "passing" pass.
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


def plain(text: str) -> str:
    """Lower case, without accents, apostrophes or the dots of initials."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _APOSTROPHE.sub("", text.casefold())
    return _INITIALS.sub(r"\1", text) if "." in text or "&" in text else text


def split(text: str) -> list[str]:
    """The words of a text, plain, in order; "IT" is information technology, unless all is in capitals."""
    if "IT" in text and not text.isupper():
        text = _IT.sub("infotech", text)
    return _WORD.findall(plain(text))


def content(words: list[str]) -> list[str]:
    """The words that carry meaning, each once; all of them when none does."""
    kept = list(dict.fromkeys(word for word in words if word not in _FILLER))
    return (kept or list(dict.fromkeys(words)))[:MOST_WORDS]


def weighs(stem_: str) -> float:
    """How much a stem counts beside others: little when it says from which side something is asked about.

    "Is it worth it", "what is the difference" and "in 10 years" are asked of everything; what of, the other
    words say.
    """
    return MANNER_WORTH if stem_ in _manner_stems() or stem_.isdigit() else 1.0


@lru_cache(maxsize=1)
def _manner_stems() -> frozenset[str]:
    return frozenset(map(stem, _MANNER))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without the endings that make no difference to what it is about."""
    for spelling, american in _BRITISH:
        word = spelling.sub(american, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = _DOUBLED.sub(r"\1", word[:-3])
    elif len(word) > 5 and word.endswith("ed"):
        word = _DOUBLED.sub(r"\1", word[:-2])
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
