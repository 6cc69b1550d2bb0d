"""Sentences: each claim is told in the reader's language, from either of its ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg import Settings
from kg.explore import Explorer, Link, Step
from kg.terms import Text

AASE, IDEA, RING = (
    "person/aase-oest-aeroe",
    "organisation/idevaerket",
    "organisation/blaabaerringen",
)
SUMMIT, SUMMIT_2020 = "event/taagetopmoede-2018", "event/usvahuippu-2020"
BOARD, COUNT = "initiative/regnebraettet", "initiative/taagetaellingen"
SPEAKER = "participation/taagetopmoede-2018--person-aase-oest-aeroe--speaker"
ORGANISER = "participation/taagetopmoede-2018--person-aase-oest-aeroe--organiser"

_ENDS = ("-from", "-to")


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


def claim(explorer: Explorer, start: str, end: str) -> str:
    """Return the path of the only claim that ties two things."""
    groups = [one for one in explorer.thing(start, "en").groups if one.key.endswith(_ENDS)]
    (found,) = (one for group in groups for one in group.claims if one.other.path == end)
    return found.link.path


def told(explorer: Explorer, start: str, end: str, language: str) -> str:
    (statement,) = explorer.step(start, end, [claim(explorer, start, end)], language).statements
    return statement.text


@pytest.mark.parametrize(
    ("start", "end", "language", "sentence"),
    [
        (AASE, IDEA, "en", "Åse Øst-Ærø held the role of head in The Idea Works"),
        (AASE, IDEA, "da", "Åse Øst-Ærø havde rollen som leder i Idéværket"),
        (IDEA, AASE, "nb", "Idéværket hadde Åse Øst-Ærø som leder"),
        (IDEA, AASE, "sv", "Idéværket hade Åse Øst-Ærø som chef"),
        (IDEA, SUMMIT, "en", "The Idea Works took part in Fog Summit 2018 as host"),
        (SUMMIT, IDEA, "sv", "Dimtoppmötet 2018 hade Idéværket som värd"),
        (IDEA, BOARD, "nb", "Idéværket er med i Regnebrættet som utvikler"),
        (BOARD, IDEA, "en", "The Reckoning Board has The Idea Works as developer"),
        (BOARD, COUNT, "en", "The Reckoning Board is based on The Fog Count"),
        (COUNT, BOARD, "da", "Tågetællingen ligger til grund for Regnebrættet"),
        (SUMMIT_2020, SUMMIT, "en", "Fog Summit 2020 is a follow-up of Fog Summit 2018"),
        (SUMMIT, SUMMIT_2020, "en", "Fog Summit 2018 was followed up by Fog Summit 2020"),
    ],
)
def test_a_claim_is_told_from_either_end(
    explorer: Explorer, start: str, end: str, language: str, sentence: str
) -> None:
    assert told(explorer, start, end, language) == sentence


def test_the_words_are_in_the_language_that_they_are_marked_with(explorer: Explorer) -> None:
    step = explorer.step(SUMMIT, IDEA, [claim(explorer, SUMMIT, IDEA)], "da")
    words = [one for one in step.statements[0].parts if isinstance(one, Text)]
    assert [(str(one), one.language) for one in words] == [
        (" havde ", "da"), (" som ", "da"), ("vært", "da"),
    ]  # fmt: skip


def test_in_a_language_without_wordings_another_is_used_and_marked(explorer: Explorer) -> None:
    step = explorer.step(SUMMIT, IDEA, [claim(explorer, SUMMIT, IDEA)], "fo")
    (first, *_) = (one for one in step.statements[0].parts if isinstance(one, Text))
    assert (str(first), first.language) == (" havde ", "da")


def test_several_claims_of_one_tie_are_all_told_the_most_telling_first(explorer: Explorer) -> None:
    step: Step = explorer.step(AASE, SUMMIT, [SPEAKER, ORGANISER], "en")
    assert {one.claim.link.path for one in step.statements} == {SPEAKER, ORGANISER}
    telling = [(len(one.claim.evidence), len(one.claim.facts)) for one in step.statements]
    assert telling == sorted(telling, reverse=True)
    assert step == explorer.step(AASE, SUMMIT, [ORGANISER, SPEAKER], "en")


def test_a_statement_has_what_else_the_claim_says(explorer: Explorer) -> None:
    (statement,) = explorer.step(AASE, SUMMIT, [SPEAKER], "en").statements
    assert [str(fact.property.label) for fact in statement.claim.facts] == ["on behalf of"]
    (evidence,) = statement.claim.evidence
    assert (evidence.source.slug, evidence.locators) == ("tangpost-2018", ("paragraph 5",))
    assert [str(one.printed) for one in statement.claim.timing.held] == ["2018-01-26"]


def test_what_is_seen_from_neither_end_names_both(explorer: Explorer) -> None:
    step = explorer.step("organisation/idevaerket", SUMMIT, [SPEAKER], "en")
    (statement,) = step.statements
    assert statement.text.startswith("Åse Øst-Ærø")
    assert "Fog Summit 2018" in statement.text
    assert not {fact.value for fact in statement.claim.facts} & {
        part for part in statement.parts if isinstance(part, Link)
    }
