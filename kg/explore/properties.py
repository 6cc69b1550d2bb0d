"""The properties that several answers look for, as rows name them."""

from __future__ import annotations

from typing import Final

from kg.prefixes import expand
from kg.terms import IRI

A: Final = IRI(expand("rdf:type"))
SOURCE: Final = IRI(expand("dcterms:source"))
LOCATOR: Final = IRI(expand("npi:locator"))
