"""What was made of words for a target date is shown, with a way to another day."""

from town import Town


async def test_a_target_date_in_words_is_shown_as_it_was_understood(town: Town) -> None:
    reply = await town.enrol(town.alice, target_date="June 2035")
    assert "I took “June 2035” as" in reply.text
    form = await reply.click("Change the date")
    assert form.fields["When do you want to be there?"]["value"] == "June 2035"


async def test_a_target_date_that_could_mean_one_day_only_is_not_asked_about(town: Town) -> None:
    assert "I took" not in (await town.enrol(town.alice, target_date="2035-06-30")).text
