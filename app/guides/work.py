"""The compile as a job."""

from collections.abc import Mapping

from app.db import Database
from app.guides.compiling import Order, compile_edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor
from app.jobs.service import Made, Progress

COMPILE = "compile"


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
