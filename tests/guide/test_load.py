"""Content is read whole or not at all, and whoever broke it is told where."""

from datetime import time
from typing import Any

import pytest

from mentorbot.errors import UserError
from mentorbot.guide.load import ContentError, Library
from mentorbot.guide.model import GLOSSARY, Guide, Stage

STEP = "en/steps/1-learn.md"
CHAPTER = "en/chapters/start.md"
CREDENTIAL = "en/credentials/paper.md"
WORDS = "en/glossary.yaml"


def test_the_small_guide_is_sound(content: Any) -> None:
    guide = content.load().guide()
    assert [step.id for step in guide.steps] == ["learn"]
    assert list(guide.milestones) == ["learn.read", "learn.apply", "learn.study", "learn.finish"]
    assert guide.milestones["learn.apply"].stages == (Stage.HIGH_SCHOOL, Stage.UNDERGRADUATE)
    assert guide.milestones["learn.apply"].anchor.time == time(23, 59, 59)
    assert guide.step("learn").sections[1].text == "Slowly."
    assert list(guide.pages) == ["learn", "start", "paper", GLOSSARY]


def test_nothing_in_a_guide_can_be_changed(content: Any) -> None:
    guide = content.load().guide()
    with pytest.raises(AttributeError):
        guide.steps[0].title = "Something else"
    with pytest.raises(AttributeError):
        guide.title = "Something else"


def test_all_mistakes_are_told_at_once(content: Any) -> None:
    content.replace(STEP, "[learn.read]", "[learn.red]")
    content.replace(CHAPTER, "summary: The first page.\n", "")
    content.replace(CREDENTIAL, "2026-01-02", "soon")
    content.replace(WORDS, "page: paper", "page: nothing")
    with pytest.raises(ContentError) as caught:
        content.load()
    assert len(caught.value.problems) == 4
    assert caught.value.sentence.count("\n") == 3
    first = caught.value.problems[0]
    assert (caught.value.file, caught.value.line, caught.value.what) == (first.file, first.line, first.what)


def test_a_page_with_one_mistake_is_not_reported_as_missing_elsewhere(content: Any) -> None:
    content.replace(CREDENTIAL, "summary: A credential.\n", "")
    with pytest.raises(ContentError) as caught:
        content.load()
    assert [problem.what for problem in caught.value.problems] == ["summary: is missing"]


def test_a_step_needs_four_milestones(content: Any) -> None:
    text = (content.root / STEP).read_text()
    start, end = text.index("  - id: learn.finish"), text.index("---\n## Why")
    content.write(STEP, text[:start] + text[end:])
    with pytest.raises(ContentError, match=r"there are 3; a step has 4 to 14"):
        content.load()


def test_milestones_that_wait_for_each_other_are_shown_as_a_circle(content: Any) -> None:
    content.replace(STEP, "    typical_weeks: 1\n", "    typical_weeks: 1\n    after: [learn.finish]\n")
    with pytest.raises(ContentError) as caught:
        content.load()
    (problem,) = caught.value.problems
    assert "learn.read → learn.finish → learn.study → learn.apply → learn.read" in problem.what
    assert problem.line == 18


def test_a_milestone_that_waits_for_itself_is_refused(content: Any) -> None:
    content.replace(STEP, "after: [learn.study]", "after: [learn.finish]")
    with pytest.raises(ContentError, match=r"waits for itself: learn\.finish → learn\.finish"):
        content.load()


def test_one_id_in_two_files_names_both(content: Any) -> None:
    content.write("en/chapters/start/paper.md", (content.root / CREDENTIAL).read_text())
    with pytest.raises(ContentError) as caught:
        content.load()
    assert "is used already, in" in caught.value.sentence
    assert "start/paper.md:2" in caught.value.sentence.replace("\\", "/")


def test_a_file_that_nobody_reads_is_an_error(content: Any) -> None:
    content.write("en/notes.md", "Hello")
    with pytest.raises(ContentError, match=r"notes\.md:1: is not read"):
        content.load()


@pytest.mark.parametrize("missing", ["en/guide.yaml", "en/glossary.yaml"])
def test_a_missing_file_is_named(content: Any, missing: str) -> None:
    (content.root / missing).unlink()
    with pytest.raises(ContentError, match=f"{missing[3:]}:1: is missing"):
        content.load()


def test_text_that_is_not_utf8_is_named(content: Any) -> None:
    (content.root / CHAPTER).write_bytes(b"---\nid: start\xff\n---\n")
    with pytest.raises(ContentError, match="is not UTF-8"):
        content.load()


def test_an_empty_folder_says_what_is_missing(tmp_path: Any) -> None:
    with pytest.raises(ContentError, match="there is no folder en/"):
        Library.load(tmp_path)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(content: Any) -> None:
    file = content.root / CHAPTER
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert content.load().guide().page("start").sections[0].text == "Words."


def test_unknown_ids_are_told_to_the_person(content: Any) -> None:
    guide = content.load().guide()
    for ask in (lambda: guide.step("start"), lambda: guide.page("x"), lambda: guide.milestone("learn.x")):
        with pytest.raises(UserError, match="no longer in the guide"):
            ask()


class TestReload:
    def test_a_sound_edit_is_served(self, content: Any) -> None:
        library = content.load()
        before = library.guide()
        content.replace(CHAPTER, "Words.", "Better words.")
        library.reload()
        assert library.guide().page("start").sections[0].text == "Better words."
        assert before.page("start").sections[0].text == "Words."

    def test_a_broken_edit_keeps_what_was_there(self, content: Any) -> None:
        library = content.load()
        before = library.guide()
        content.replace(CHAPTER, "## First", "# First")
        with pytest.raises(ContentError):
            library.reload()
        assert library.guide() is before

    def test_search_finds_what_was_added(self, content: Any) -> None:
        library = content.load()
        assert library.guide().search("zeppelin") == []
        content.replace(CHAPTER, "keywords: [beginning]", "keywords: [zeppelin]")
        library.reload()
        assert library.guide().search("zeppelin")[0].page_id == "start"


class TestAnotherLanguage:
    SPANISH = """\
        ---
        id: learn
        title: Aprende el oficio
        summary: Donde todo empieza.
        milestones:
          - id: learn.apply
            title: Presenta la solicitud
            why: Nadie viene a buscarte.
            anchor: {label: La fecha}
        ---
        ## Por qué
        Porque es lo primero.
        """

    def test_missing_pages_fall_back_to_english(self, content: Any) -> None:
        content.write("es/steps/1-learn.md", self.SPANISH)
        library = content.load()
        guide = library.guide("es-ES")
        assert library.locales == ("en", "es")
        assert guide.locale == "es"
        assert guide.step("learn").title == "Aprende el oficio"
        assert guide.page("start") is library.guide().page("start")
        assert guide.stages == library.guide().stages

    def test_a_translation_changes_words_and_not_the_path(self, content: Any) -> None:
        content.write("es/steps/1-learn.md", self.SPANISH)
        library = content.load()
        spanish, english = library.guide("es").milestones, library.guide("en").milestones
        assert list(spanish) == list(english)
        assert spanish["learn.apply"].title == "Presenta la solicitud"
        assert spanish["learn.apply"].anchor.label == "La fecha"
        assert spanish["learn.apply"].anchor.rrule == english["learn.apply"].anchor.rrule
        assert spanish["learn.apply"].after == english["learn.apply"].after
        assert spanish["learn.finish"] == english["learn.finish"]

    def test_what_english_tells_one_stage_apart_does_not_hide_a_translation(self, content: Any) -> None:
        told = "    told:\n      - {stages: [undergraduate], title: Apply now}\n    anchor:"
        content.replace("en/steps/1-learn.md", "    anchor:", told)
        content.write("es/steps/1-learn.md", self.SPANISH)
        library = content.load()
        told_to = {name: library.guide(name).told_to(Stage.UNDERGRADUATE) for name in ("en", "es")}
        assert told_to["en"].milestones["learn.apply"].title == "Apply now"
        assert told_to["es"].milestones["learn.apply"].title == "Presenta la solicitud"
        assert library.guide("en").told_to(Stage.MANAGER).milestones["learn.apply"].title == "Apply"

    def test_each_language_has_synonyms_of_its_own(self, content: Any) -> None:
        content.write("en/synonyms.yaml", "boss: [trade]\n")
        library = content.load()
        assert library.guide().search("boss")[0].page_id == "learn"
        content.write("en/synonyms.yaml", "boss: trade\n")
        with pytest.raises(ContentError, match=r"synonyms.yaml:1: boss: must be a word"):
            content.load()

    def test_questions_lead_to_the_section_that_answers_them_and_mistakes_in_them_are_named(
        self, content: Any
    ) -> None:
        asked = "en/asked.yaml"
        content.write(asked, "learn:\n  How:\n    - do i have to hurry\n")
        content.write("es/asked.yaml", "start:\n  First:\n    - por donde empiezo\n")
        library = content.load()
        hit = library.guide().search("do we have to hurry up")[0]
        assert (hit.page_id, hit.section) == ("learn", "How")
        # A translation has its own questions, and the English ones where it says nothing else.
        spanish = library.guide("es")
        assert [spanish.search(typed)[0].page_id for typed in ("por donde empiezo", "hurry")] == [
            "start", "learn",
        ]  # fmt: skip
        for wrong, told in {
            "lern:\n  How: [hurry]\n": r'asked.yaml:1: there is no page "lern". Did you mean "learn"',
            "learn:\n  Hw: [hurry]\n": r'asked.yaml:2: learn: has no section "Hw". Did you mean "How"',
            "learn: [hurry]\n": r"asked.yaml:1: learn: must hold headings of the page",
            "learn:\n  How: [1]\n": r"asked.yaml:2: learn, How: must be a list of questions in text",
        }.items():
            content.write(asked, wrong)
            with pytest.raises(ContentError, match=told):
                content.load()

    def test_what_a_translation_leaves_out_of_a_page_is_the_english(self, content: Any) -> None:
        content.write("es/credentials/paper.md", "---\nid: paper\ntitle: El papel\n---\n")
        library = content.load()
        spanish, english = library.guide("es").page("paper"), library.guide().page("paper")
        assert spanish.title == "El papel"
        assert (spanish.sections, spanish.sources, spanish.note) == (
            english.sections, english.sources, english.note,
        )  # fmt: skip

    @pytest.mark.parametrize("folder", ["es-419", "zh-CN", "pt-BR"])
    def test_every_code_that_chat_platforms_use_can_be_a_folder(self, content: Any, folder: str) -> None:
        content.write(f"{folder}/guide.yaml", "title: Otra\n")
        assert content.load().guide(folder).title == "Otra"

    def test_an_unknown_language_is_english(self, content: Any) -> None:
        library = content.load()
        assert library.guide("xx") is library.guide("en-GB") is library.guide()

    def test_glossary_and_names_are_overlaid(self, content: Any) -> None:
        content.write("es/glossary.yaml", "- term: Diploma\n  meaning: Un papel.\n")
        content.write("es/guide.yaml", "title: Una guía\nstages: {manager: Jefa}\nglossary_title: Glosario\n")
        guide = content.load().guide("es")
        assert [term.term for term in guide.terms] == ["Diploma", "FTE", "Paper"]
        assert (guide.title, guide.stages[Stage.MANAGER]) == ("Una guía", "Jefa")
        assert guide.stages[Stage.CLINICIAN] == "Clinician"
        assert guide.page(GLOSSARY).title == "Glosario"

    @pytest.mark.parametrize(
        ("old", "new", "line", "words"),
        [
            ("id: learn.apply", "id: learn.aply", 6, "no English milestone"),
            ("title: Presenta", "after: []\n    title: Presenta", 7, "belongs to the English page alone"),
            ("title: Aprende el oficio", "number: 1\ntitle: Aprende", 3, "belongs to the English page alone"),
            ("why: Nadie viene a buscarte.", f"why: {'x' * 401}", 8, "at most 400 fit"),
            ("anchor: {label: La fecha}", "anchor: {label: La fecha, time: '1'}", 9, "English page alone"),
        ],
    )
    def test_a_mistake_in_a_translation_is_named_there(
        self, content: Any, old: str, new: str, line: int, words: str
    ) -> None:
        content.write("es/steps/1-learn.md", self.SPANISH)
        content.replace("es/steps/1-learn.md", old, new)
        with pytest.raises(ContentError) as caught:
            content.load()
        (problem,) = caught.value.problems
        assert problem.file == content.root / "es" / "steps" / "1-learn.md"
        assert (problem.line, words in problem.what) == (line, True), problem

    def test_a_page_without_an_english_one_is_an_error(self, content: Any) -> None:
        content.write("es/chapters/nuevo.md", CHAPTER_ES)
        with pytest.raises(ContentError, match='there is no English page "nuevo" to translate'):
            content.load()

    def test_a_folder_that_is_not_a_language_is_an_error(self, content: Any) -> None:
        content.write("spanish/guide.yaml", "title: x\n")
        with pytest.raises(ContentError, match="is not named as a language is"):
            content.load()

    def test_other_folders_are_left_alone(self, content: Any) -> None:
        content.write("credentials/fache.yaml", "rules: []\n")
        assert content.load().locales == ("en",)


CHAPTER_ES = "---\nid: nuevo\ntitle: Nuevo\nsummary: Nuevo.\n---\n## Uno\nDos.\n"


class TestTheRealGuide:
    def test_it_is_sound_and_whole(self, guide: Guide) -> None:
        assert [step.id for step in guide.steps][:6] == [
            "bachelors", "experience", "masters", "certification", "skills", "network",
        ]  # fmt: skip
        assert [step.number for step in guide.steps] == [*range(1, len(guide.steps) + 1)]
        assert [chapter.id for chapter in guide.chapters] == [
            "the-job", "education-and-certification", "how-to-network", "tips-and-resources",
        ]  # fmt: skip
        assert all(4 <= len(step.milestones) <= 12 for step in guide.steps)
        assert len(guide.terms) >= 60

    def test_every_page_names_its_sources(self, guide: Guide) -> None:
        assert not [page.id for page in guide.pages.values() if not page.sources and page.id != GLOSSARY]

    def test_every_career_stage_has_something_to_do(self, guide: Guide) -> None:
        for stage in Stage:
            assert [m for m in guide.milestones.values() if not m.stages or stage in m.stages], stage
