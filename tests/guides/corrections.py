"""What editors and admins do after a release, and what a reader of the next one finds; for tests of corrections."""

import json
from io import BytesIO
from typing import Any

from pdfminer.high_level import extract_text

from tests.guides import proving
from tests.guides.compiles import EDITIONS, accepted_page, edition
from tests.pages.acts import EDITOR
from tests.world import Json, World

ADMIN = "guide-admin"
AUTHOR = "guide-contributor"
GUIDE = "/v1/campaigns/guide"
FIRST = "Fermez la porte à clef. Apelez le 3900 en cas de doute.\n\nPrévenez vos collègues.\n"
TYPO = FIRST.replace("Apelez", "Appelez")
NUMBER = TYPO.replace("3900", "3000")
WHY_TYPO = "Faute de frappe signalée par l’agence de Lyon."
WHY_NUMBER = "Le numéro a changé."


def released(world: World, text: str = FIRST, **settings: Any) -> Json:
    """Return the tip of a campaign that was released to the public once."""
    world.campaign(**settings)
    page = accepted_page(world, text, title="Fermer")
    world.as_(AUTHOR).put(f"/v1/pages/{page['id']}/support")
    assert world.as_(ADMIN).post(f"{GUIDE}/close", json={"reason": "Comme prévu."}).is_success
    return page


def release(world: World, **body: str) -> Json:
    return edition(world, kind="release", audience="public", **body)


def move_corrections(world: World, name: str, *, by: str = ADMIN) -> Json:
    """Open or close corrections and return the campaign."""
    answer = world.as_(by).post(f"{GUIDE}/{name}-corrections", json={"reason": "Une coquille."})
    assert answer.status_code == 200, answer.text
    campaign: Json = answer.json()
    return campaign


def latest(world: World, page: Json) -> Json:
    shown: Json = world.as_(EDITOR).get(f"/v1/pages/{page['id']}?state=latest").json()
    return shown


def correct(world: World, page: Json, text: str, reason: str, **fields: Any) -> int:
    """Save and accept a correction, and return the revision's id."""
    saved = world.edit(latest(world, page), text, by=EDITOR, **fields)["revision"]
    world.accept(saved["id"], by=EDITOR, reason=reason)
    return int(saved["id"])


def artefact(world: World, made: Json, name: str) -> bytes:
    return bytes(world.as_(ADMIN).get(f"{EDITIONS}/{made['number']}/artefacts/{name}").content)


def told(world: World, made: Json) -> list[Json]:
    """Return the errata of an edition as its machine-readable guide has them."""
    found: list[Json] = json.loads(artefact(world, made, "guide.json")).get("errata", [])
    return found


def sentences(correction: Json) -> list[tuple[str, str]]:
    """Return the sentences of a correction before and now."""
    return [
        ("".join(run["words"] for run in change["before"]), "".join(run["words"] for run in change["after"]))
        for change in correction["rewordings"]
    ]


def printed(world: World, made: Json) -> str:
    """Return the words of the printed guide."""
    return " ".join(extract_text(BytesIO(artefact(world, made, "guide.pdf"))).split())


def proven(world: World, made: Json) -> Json:
    return proving.proven(world, f"{EDITIONS}/{made['number']}", by=ADMIN)
