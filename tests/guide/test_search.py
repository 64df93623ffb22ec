"""The right page first, whatever people type."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.guide.hit import Hit
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide
from mentorbot.guide.search import Index

GUIDE = Library.load().guide()
# What people type, and the page that answers it; where two pages answer as well, either may come first.
# A milestone, a section or a term counts as the page it opens.
GOLDEN: dict[str, tuple[str, ...]] = {
    # As the pages are called, or nearly.
    "fache": ("fache",),
    "masters degree": ("masters",),
    "how do I network": ("how-to-network",),
    "nursing home licence": ("nursing-home-license",),
    "nursing home license": ("nursing-home-license",),
    "bachelor's degree": ("bachelors",),
    "Informational interview": ("informational-interviews",),
    "internships": ("internships",),
    "linkedin": ("linkedin",),
    "glossary": ("glossary",),
    "accreditation": ("accreditation",),
    "continuing education": ("continuing-education",),
    "professional associations": ("associations",),
    # Abbreviations.
    "MHA": ("choosing-a-masters", "masters"),
    "MPH": ("choosing-a-masters", "masters"),
    "MBA": ("choosing-a-masters", "masters"),
    "M.H.A.": ("choosing-a-masters", "masters"),
    "CE": ("continuing-education", "certification"),
    "ACHE": ("associations", "fache"),
    "MGMA": ("associations", "cmpe"),
    "CAHME": ("accreditation",),
    "AUPHA": ("accreditation",),
    "NCAF": ("administrative-fellowships",),
    "cmm": ("cmm",),
    "CMPE": ("cmpe",),
    "facmpe": ("facmpe",),
    "cphq": ("cphq",),
    "CPHM": ("cphm",),
    "cphrm": ("cphrm",),
    "chfp": ("chfp",),
    "fhfma": ("fhfma",),
    "CPHIMS": ("cphims",),
    "rhia": ("rhia",),
    "HIPAA": ("staying-current",),
    "BLS": ("pay-and-outlook",),
    # Plain words.
    "salary": ("pay-and-outlook",),
    "job outlook": ("pay-and-outlook",),
    "fellowship deadline": ("administrative-fellowships", "masters"),
    "volunteering": ("experience",),
    "entry level job": ("experience",),
    "soft skills": ("skills",),
    "job boards": ("job-search", "network"),
    "resume": ("experience", "job-search"),
    "risk management": ("cphrm",),
    "quality certification": ("cphq",),
    "certified medical manager": ("cmm",),
    "board of governors exam": ("fache",),
    "career change": ("practical-advice",),
    "value based care": ("glossary",),
    "mentor": ("finding-a-mentor", "how-to-network", "network"),
    "useful websites": ("resources",),
    # Questions.
    "how much do healthcare managers make?": ("pay-and-outlook",),
    "what does a healthcare manager do": ("the-job",),
    "what do they do all day": ("day-to-day",),
    "where can I work": ("where-they-work",),
    "what should I major in": ("bachelors", "degrees"),
    "do I need a master's degree": ("masters",),
    "MHA or MBA?": ("choosing-a-masters",),
    "which degree should I get": ("degrees", "bachelors", "choosing-a-masters"),
    "do I need a certification": ("certification", "certification-overview"),
    "how do I find a job": ("job-search", "network"),
    "when is the fellowship application due": ("administrative-fellowships", "masters"),
    "I am a nurse, how do I move to management": ("practical-advice", "experience", "degrees"),
    "how do I stay up to date": ("staying-current",),
    "how do i renew my fache": ("fache",),
    "what is an administrative fellowship": ("administrative-fellowships",),
    "how do I ask for an informational interview": ("informational-interviews",),
    # Slips of the finger.
    "fahce": ("fache",),
    "bachelers degree": ("bachelors",),
    "experiance": ("experience",),
    "intership": ("internships", "experience"),
    "linkdin": ("linkedin",),
    "informational interveiw": ("informational-interviews",),
    "acreditation": ("accreditation",),
    "salery": ("pay-and-outlook",),
    "certifcation": ("certification",),
    "feloship deadline": ("administrative-fellowships", "masters"),
    "netwroking": ("how-to-network", "network"),
    "nursing hme administrator": ("nursing-home-license",),
    "continuing eduction": ("continuing-education",),
    # Asked after the search was tuned, and kept as they came: some are missed.
    "what is a medical and health services manager": ("the-job",),
    "how much money": ("pay-and-outlook",),
    "wage": ("pay-and-outlook",),
    "is the job growing": ("pay-and-outlook",),
    "hospital administrator": ("the-job", "where-they-work"),
    "where to work besides hospitals": ("where-they-work",),
    "best undergraduate degree": ("bachelors", "degrees"),
    "public health degree": ("degrees", "choosing-a-masters", "bachelors"),
    "online mha": ("choosing-a-masters", "masters"),
    "mha vs mph": ("choosing-a-masters",),
    "is a masters worth it": ("masters", "choosing-a-masters"),
    "GMAT": ("masters", "choosing-a-masters"),
    "financial aid": ("paying-for-school",),
    "scholarship": ("paying-for-school",),
    "tuition": ("paying-for-school",),
    "get experience without a job": ("experience", "internships"),
    "shadowing": ("experience",),
    "hospital volunteer": ("experience",),
    "first job in healthcare": ("experience", "job-search"),
    "residency": ("administrative-fellowships", "masters"),
    "ncaf dates": ("administrative-fellowships",),
    "second cycle fellowship": ("administrative-fellowships", "network"),
    "which certification should i get": ("certification-overview", "certification"),
    "fache requirements": ("fache",),
    "how many credits for fache": ("fache",),
    "cmm renewal": ("cmm",),
    "pahcom": ("cmm",),
    "medical practice executive": ("cmpe",),
    "ACMPE fellow": ("facmpe",),
    "finance certification": ("chfp",),
    "himss certification": ("cphims",),
    "interqual": ("cphm",),
    "utilization review": ("cphm",),
    "health information management": ("rhia",),
    "patient safety and risk": ("cphrm",),
    "LNHA": ("nursing-home-license",),
    "assisted living administrator": ("nursing-home-license",),
    "nursing home admin lisense": ("nursing-home-license",),
    "communication skills": ("skills",),
    "excel": ("skills",),
    "data analysis": ("skills",),
    "learn budgeting": ("skills", "day-to-day"),
    "find a mentor": ("finding-a-mentor", "how-to-network", "network"),
    "mentorship": ("finding-a-mentor", "how-to-network", "network"),
    "questions to ask in an informational interview": ("informational-interviews",),
    "cold email": ("informational-interviews",),
    "linkedin profile": ("linkedin", "network"),
    "introvert networking": ("how-to-network",),
    "conferences to attend": ("continuing-education", "network"),
    "ache congress": ("continuing-education", "network", "associations"),
    "local chapter": ("associations", "network"),
    "join ache": ("associations",),
    "cover letter": ("job-search",),
    "interview tips": ("job-search",),
    "job interview": ("job-search",),
    "hidden job market": ("job-search",),
    "career changer": ("practical-advice",),
    "advice for high school students": ("practical-advice",),
    "nurse to manager": ("practical-advice", "degrees", "experience"),
    "healthcare news": ("staying-current",),
    "newsletters": ("staying-current", "resources"),
    "kpi meaning": ("glossary",),
    "what does FTE mean": ("glossary",),
    "medicare vs medicaid": ("glossary",),
    "timeline": ("education-and-certification",),
    "how long does it take to become a healthcare administrator": ("education-and-certification",),
    "acheive fache": ("fache",),
    "credentails": ("certification", "certification-overview"),
    "infromational intervew": ("informational-interviews",),
    "accredited programs": ("accreditation",),
    "pubic health": ("where-they-work", "degrees", "choosing-a-masters"),
    # What was missing, as people ask for it, misspelt too.
    "when does nafcas close": ("administrative-fellowships", "masters"),
    "fellowship deadline 2027": ("administrative-fellowships", "masters"),
    "can I hold two fellowship offers": ("administrative-fellowships",),
    "what does a fellow get paid": ("administrative-fellowships",),
    "admin fellowship salary": ("administrative-fellowships",),
    "felow salery": ("administrative-fellowships",),
    "how long must I be in ACHE for fache": ("fache",),
    "does student associate time count": ("fache",),
    "how many references for fache": ("fache", "certification"),
    "cmpe for students": ("cmpe",),
    "facmpe cost": ("facmpe",),
    "rhia ceus": ("rhia",),
    "ahima 40 percent": ("rhia",),
    "how many questions on the nab exam": ("nursing-home-license",),
    "cphq without experience": ("cphq",),
    "grad plus": ("paying-for-school",),
    "how much can i borrow for grad school": ("paying-for-school",),
    "pslf": ("paying-for-school",),
    "fafsa deadline": ("paying-for-school",),
    "when is the fasfa due": ("paying-for-school",),
    "scholarships for mha students": ("paying-for-school",),
    "ache scholarship": ("paying-for-school",),
    "mcgaw scholership": ("paying-for-school",),
    "starting salary": ("pay-and-outlook",),
    "what do you make starting out": ("pay-and-outlook",),
    "AONL": ("nurse-leadership",),
    "cnml": ("nurse-leadership",),
    "CENP": ("nurse-leadership",),
    "ne-bc": ("nurse-leadership",),
    "msn or mha": ("nurse-leadership",),
    "nurse manager certification": ("nurse-leadership",),
    "how do I become a CNO": ("nurse-leadership",),
    "nurse leadrship": ("nurse-leadership",),
    "skillbridge": ("internships",),
    "skill bridge": ("internships",),
    "getting out of the army": ("internships",),
    "hosa": ("experience",),
    "clubs in high school": ("experience", "practical-advice"),
    "do i need the gre": ("choosing-a-masters",),
    "mha no gre": ("choosing-a-masters",),
    "gmat waiver": ("choosing-a-masters",),
    "are online mhas respected": ("choosing-a-masters",),
    "remote degree": ("choosing-a-masters",),
    "nahse": ("associations",),
    "black healthcare executives": ("associations",),
    "diversity programs": ("associations",),
    "dolan program": ("associations",),
    "is ache worth it": ("associations",),
    "is ACHE membership worth the money": ("associations",),
    "is ahce worth it": ("associations",),
    "modern healthcare": ("staying-current",),
    "beckers": ("staying-current",),
    "trade magazines": ("staying-current",),
    "internal promotion": ("experience",),
    "how do i get promoted": ("experience",),
    "promotted to manager": ("experience",),
    "ceu vs ce": ("continuing-education",),
    "cpe credits": ("continuing-education",),
    "diffrence between ceu and cpe": ("continuing-education",),
    "what is a contact hour": ("continuing-education",),
}

ASKED: dict[str, tuple[str, ...]] = {
    query: tuple(pages.split())
    for pages, queries in yaml.safe_load(Path(__file__).with_name("asked.yaml").read_text("utf-8")).items()
    for query in queries
}
GOLDEN |= ASKED


@cache
def found(query: str) -> list[Hit]:
    """What is found for a question; searched for once, whoever looks at it."""
    return GUIDE.search(query)


# What must hold whatever else is traded off.
ALWAYS = ("fache", "masters degree", "how do I network", "nursing home licence", "salary", "glossary")


@pytest.mark.parametrize("asked", [GOLDEN, ASKED], ids=["all", "as people ask"])
def test_the_right_page_comes_first_nineteen_times_in_twenty(asked: dict[str, tuple[str, ...]]) -> None:
    misses = {}
    for query, right in asked.items():
        hits = found(query)
        if not hits or hits[0].page_id not in right:
            misses[query] = [hit.key for hit in hits[:3]]
    print(f"{len(asked) - len(misses)} of {len(asked)} first; missed: {misses}")  # noqa: T201 - for -rP
    assert len(asked) >= 200
    assert len(misses) <= 0.05 * len(asked), misses


def test_no_question_that_the_search_learns_from_is_asked_here() -> None:
    """Else it would be tested whether it remembers, not whether it understands."""
    learnt = {one for page in GUIDE.pages.values() for section in page.sections for one in section.asked}
    assert len(learnt) >= 1500
    assert not learnt & GOLDEN.keys()


@pytest.mark.parametrize("page_id", GUIDE.pages)
def test_what_stands_as_asked_under_a_section_opens_that_page(page_id: str) -> None:
    asked = [(section, one) for section in GUIDE.pages[page_id].sections for one in section.asked]
    missed = [
        one for _, one in asked if not any(hit.page_id == page_id for hit in GUIDE.search(one, limit=3))
    ]
    assert len(missed) <= 0.05 * len(asked), missed


def test_a_question_opens_the_part_of_the_page_that_answers_it() -> None:
    hit = GUIDE.search("i said yes to a fellowship and want to back out")[0]
    assert (hit.page_id, hit.section) == ("administrative-fellowships", "Offers and the response day")


def test_the_right_page_is_nearly_always_among_the_first_five() -> None:
    missed = [
        query for query, right in GOLDEN.items() if not any(hit.page_id in right for hit in found(query)[:5])
    ]
    assert len(missed) <= 0.02 * len(GOLDEN), missed


@pytest.mark.parametrize("query", ALWAYS)
def test_what_must_always_be_found(query: str) -> None:
    assert GUIDE.search(query)[0].page_id in GOLDEN[query]


@pytest.mark.parametrize("page_id", GUIDE.pages)
def test_every_page_is_found_by_its_own_title(page_id: str) -> None:
    assert GUIDE.search(GUIDE.pages[page_id].title)[0].page_id == page_id


@pytest.mark.parametrize("term", GUIDE.terms, ids=lambda term: term.term)
def test_every_term_of_the_glossary_is_found(term: object) -> None:
    keys = {hit.title for hit in GUIDE.search(term.term, limit=8)}  # type: ignore[attr-defined]
    pages = {hit.page_id for hit in GUIDE.search(term.term, limit=8)}  # type: ignore[attr-defined]
    assert term.term in keys or term.page in pages  # type: ignore[attr-defined]


@pytest.mark.parametrize("milestone", GUIDE.milestones.values(), ids=lambda milestone: milestone.id)
def test_every_milestone_is_found_by_its_title(milestone: object) -> None:
    found = [hit.milestone for hit in GUIDE.search(milestone.title, limit=3)]  # type: ignore[attr-defined]
    assert milestone.id in found  # type: ignore[attr-defined]


class TestTyping:
    def test_before_anything_is_typed_the_steps_lead(self) -> None:
        offered = GUIDE.suggest("")
        first = [page.id for page in (*GUIDE.steps, *GUIDE.chapters)]
        assert [hit.page_id for hit in offered[: len(first)]] == first
        assert len(offered) == 25
        assert GUIDE.suggest("   ") == offered

    @pytest.mark.parametrize("typed", ["fac", "fach", "FACH", "fache"])
    def test_a_word_is_found_before_it_is_finished(self, typed: str) -> None:
        assert "fache" in [hit.page_id for hit in GUIDE.suggest(typed)[:2]]

    def test_the_word_being_typed_may_be_any_of_several(self) -> None:
        assert {"cphm", "cphq", "cphrm", "cphims"} <= {hit.page_id for hit in GUIDE.suggest("cph")}

    def test_one_screen_is_offered_once(self) -> None:
        keys = [hit.key for hit in GUIDE.suggest("fellowship")]
        assert len(keys) == len(set(keys))


def test_what_is_nowhere_in_the_guide_is_not_found() -> None:
    assert GUIDE.search("zzzzqqqq xxwwyy") == []


@pytest.mark.parametrize("query", ["", " ", "\n", "???", "\u200b", "🦜", "\u202e", "()", "﷽"])
def test_what_holds_no_word_finds_nothing(query: str) -> None:
    assert GUIDE.search(query) == []


def test_case_accents_and_apostrophes_make_no_difference() -> None:
    plain = GUIDE.search("masters resume")
    assert plain
    assert GUIDE.search("MASTER’S Résumé") == plain


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("health care salary", "pay-and-outlook"),
        ("linked in", "linkedin"),
        ("skill bridge", "internships"),
        ("p&l", "glossary"),
        ("a cert for healthcare IT", "cphims"),
        ("toastmasters", "skills"),
    ],
)
def test_what_is_typed_in_pieces_or_in_capitals_is_the_word_that_is_meant(typed: str, page: str) -> None:
    assert GUIDE.search(typed)[0].page_id == page


def test_a_question_typed_in_capitals_is_asked_about_no_technology() -> None:
    assert GUIDE.search("IS IT WORTH IT TO GET A MENTOR") == GUIDE.search("is it worth it to get a mentor")


def test_the_same_question_has_the_same_answer() -> None:
    fresh = Index(GUIDE.pages, GUIDE.milestones, GUIDE.terms, GUIDE.synonyms)
    for query in list(GOLDEN)[::20]:
        assert fresh.search(query, 25) == GUIDE.search(query) == found(query)


def test_every_hit_can_be_opened_again_by_its_key() -> None:
    for query in GOLDEN:
        for hit in found(query):
            again = GUIDE.resolve(hit.key)
            assert again is not None
            assert (again.page_id, again.part, again.title) == (hit.page_id, hit.part, hit.title)
    assert GUIDE.resolve("no-such-key") is None


@given(st.text(max_size=300), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_any_text_is_answered_within_the_limits(text: str, limit: int) -> None:
    check(GUIDE, text, limit)


WORDS = st.lists(st.sampled_from(sorted({word for query in GOLDEN for word in query.split()})), max_size=30)


@given(WORDS.map(" ".join), st.integers(0, 200))
@settings(max_examples=80, deadline=None)
def test_any_beginning_of_any_question_is_answered_within_the_limits(text: str, length: int) -> None:
    check(GUIDE, text[:length], 25)


def test_a_very_long_text_is_answered_within_the_limits() -> None:
    check(GUIDE, "masters degree " * 400, 25)
    check(GUIDE, "x" * 6000, 25)


def check(guide: Guide, text: str, limit: int) -> None:
    for hits in (guide.search(text, limit), guide.suggest(text, limit)):
        assert len(hits) <= limit
        assert len({hit.key for hit in hits}) == len(hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        for hit in hits:
            assert 1 <= len(hit.title) <= 100
            assert 1 <= len(hit.key) <= 100
            assert hit.page_id in guide.pages
