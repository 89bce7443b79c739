"""The compile and the proof of an edition as jobs."""

from collections.abc import Mapping

from app.db import Database
from app.guides.compiling import Order, compile_edition
from app.guides.reading import get_edition
from app.guides.rules import Audience, EditionKind
from app.guides.verifying import noted, verify_edition
from app.identity.actor import Actor
from app.jobs.ending import Handler, Made, Progress

COMPILE, VERIFY = "compile", "verify"


def written(order: Order) -> Mapping[str, str]:
    """Return an order as the arguments of the job that compiles it."""
    arguments = {"campaign": order.campaign, "kind": order.kind.value, "audience": order.audience.value}
    return arguments if order.override is None else {**arguments, "override": order.override}


def compile_job(database: Database, actor: Actor, arguments: Mapping[str, str], progress: Progress) -> Made:
    """Compile what the job's arguments say into an edition."""
    campaign = arguments["campaign"]
    kind, audience = EditionKind(arguments["kind"]), Audience(arguments["audience"])
    order = Order(campaign, kind, audience, arguments.get("override"))
    compiled = compile_edition(database, actor, order, progress=progress)
    lacks = next(iter(compiled.failed.values()), compiled.boxed)
    return Made(f"/v1/campaigns/{campaign}/editions/{compiled.number}", lacks)


def verify_job(database: Database, actor: Actor, arguments: Mapping[str, str], progress: Progress) -> Made:
    """Prove the edition that the job's arguments name."""
    campaign, number = arguments["campaign"], int(arguments["edition"])
    progress(5, "verify")
    with database.reading() as session:
        found = get_edition(session, actor, campaign, number)
        broken = verify_edition(session, found)
        notes = [] if broken else noted(session, found)
    outcome = {"proven": not broken, "broken": broken, "notes": notes}
    return Made(f"/v1/campaigns/{campaign}/editions/{number}", outcome=outcome)


HANDLERS: Mapping[str, Handler] = {COMPILE: compile_job, VERIFY: verify_job}
"""What a worker does for a job of each kind."""
