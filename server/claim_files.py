"""The claims of a thing as a file for a spreadsheet: a row for each claim and source."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator

from kg.explore import Claim, Standing, Thing
from kg.explore.model import value_text
from kg.prefixes import expand

_COLUMNS = (
    "kind", "role", "other", "other_iri", "title", "on_behalf_of", "start", "end", "observed",
    "event_date", "source", "source_iri", "locators", "claim_iri", "as_of", "standing",
)  # fmt: skip
_OF_FACTS = {
    "title": "npi:title",
    "on_behalf_of": "npi:onBehalfOf",
    "start": "schema:startDate",
    "end": "schema:endDate",
    "observed": "npi:observed",
}


def claims_file(thing: Thing, day: datetime.date | None) -> str:
    """Return the claims in which a thing stands as CSV, in the order of its page.

    Parameters
    ----------
    thing
        The thing.
    day
        The day as of which claims are certain or possible; all times, if None.
    """
    written = io.StringIO()
    rows = csv.DictWriter(written, _COLUMNS)
    rows.writeheader()
    for group in thing.groups:
        for claim in group.claims:
            standing = claim.timing.standing(day) if day else None
            if standing is Standing.ABSENT:
                continue
            as_of = {"as_of": str(day or ""), "standing": standing.value if standing else ""}
            rows.writerows({"kind": group.heading, **row, **as_of} for row in _rows(claim))
    return written.getvalue()


def _rows(claim: Claim) -> Iterator[dict[str, str]]:
    said = {
        "role": str(claim.role.label) if claim.role else "",
        "other": str(claim.other.label),
        "other_iri": str(claim.other.iri),
        "event_date": str(claim.date or ""),
        "claim_iri": str(claim.link.iri),
        **{column: _values(claim, name) for column, name in _OF_FACTS.items()},
    }
    for evidence in claim.evidence:
        yield said | {
            "source": str(evidence.source.label),
            "source_iri": str(evidence.source.iri),
            "locators": "; ".join(evidence.locators),
        }


def _values(claim: Claim, property_: str) -> str:
    iri = expand(property_)
    return "; ".join(value_text(fact) for fact in claim.facts if fact.property.iri == iri)
