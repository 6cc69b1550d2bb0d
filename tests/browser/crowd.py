"""A network as large as is drawn whole, in the place of the one that a server would draw."""

from __future__ import annotations

import json
import random
from typing import Any

from playwright.sync_api import Route

NODES, TIES = 2_000, 10_000


def crowded(route: Route) -> None:
    """Answer with a network made of the nodes and ties of the one that the server answers with."""
    told: dict[str, Any] = route.fetch().json()
    chance = random.Random(1)
    name = "person/{}".format
    told["nodes"] = [
        {**told["nodes"][number % len(told["nodes"])], "id": name(number),
         "x": chance.randint(-1600, 1600), "y": chance.randint(-1000, 1000)}
        for number in range(NODES)
    ]  # fmt: skip
    told["edges"] = [
        {**told["edges"][number % len(told["edges"])],
         "from": name(chance.randrange(NODES)), "to": name(chance.randrange(NODES))}
        for number in range(TIES)
    ]  # fmt: skip
    route.fulfill(body=json.dumps(told), content_type="application/json")
