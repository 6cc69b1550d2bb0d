"""Lighthouse: what it says of each type of page, by `make lighthouse`."""
