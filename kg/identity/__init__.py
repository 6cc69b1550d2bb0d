"""One identity for each thing: which ids stand for one thing, and what follows from it."""

from kg.identity.judgements import Judgements, judgements
from kg.identity.merging import merged, redirects

__all__ = ["Judgements", "judgements", "merged", "redirects"]
