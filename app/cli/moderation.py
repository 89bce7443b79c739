"""The command against an account that did damage."""

import sys
from typing import Annotated

import typer

from app.cli.common import As, Refused, acting, opened, say
from app.moderation import undoing
from app.moderation.accounts import Account, account_in
from app.moderation.rules import Fate
from app.moderation.undoing import PagePlan, Wanted, fates_of, is_hidden, plan_undo
from app.settling import KeepsNothing, outcome_itself

HideCreated = Annotated[
    bool | None,
    typer.Option(
        "--hide-created/--keep-created",
        help="Hide pages that the account created; default: those on which nobody else wrote.",
    ),
]


def undo_account(
    campaign: Annotated[str, typer.Argument(help="The campaign's slug.")],
    username: Annotated[str, typer.Argument(help="Whose revisions are taken back.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    hide_created: HideCreated = None,
    as_: As = None,
) -> None:
    """Show what an account did to the pages of a campaign, ask, and take it back in new revisions."""
    with opened() as database:
        with database.reading() as session:
            actor = acting(session, as_)
            shown = account_in(session, actor, campaign, username)
            plans = plan_undo(session, shown, attributing=False)
        _show(shown, plans, hide_created)
        if not yes and not typer.confirm("Take back what is clean?", err=True):
            raise Refused("Nothing was changed.")

        def require_same(account: Account) -> None:
            if account.state != shown.state:
                raise Refused("Somebody changed these pages meanwhile. Run the command again; nothing was changed.")

        undone = undoing.undo_account(
            database,
            actor,
            campaign,
            username,
            Wanted(hide_created),
            require_same=require_same,
            keeper=KeepsNothing(),
            answer=outcome_itself,
        )
    say(f"Appended {len(undone.appended)} revisions. Readers see them when they are accepted.")


def _show(account: Account, plans: list[PagePlan], hide_created: bool | None) -> None:
    for plan in plans:
        fates = [f"{fate} {count}" for fate, count in fates_of([plan]).items() if count]
        marks = [
            mark
            for mark, is_so in (
                ("hidden with it", is_hidden(plan.trace, hide_created=hide_created)),
                ("readers see something of it", plan.accepted_holds),
            )
            if is_so
        ]
        cells = (str(plan.trace.page_id), plan.head.title, ", ".join(fates), *marks)
        sys.stdout.write("\t".join(cells) + "\n")
    counts = fates_of(plans)
    say(
        f"{account.user.name}: {len(plans)} pages. Taken back: {counts[Fate.CLEAN]}; left, because others changed the "
        f"same place: {counts[Fate.CONFLICTING]}; nothing of it left: {counts[Fate.GONE]}; pages created: "
        f"{counts[Fate.CREATED]}; redacted: {counts[Fate.REDACTED]}. Comments hidden with it: {len(account.comments)}. "
        f"Decisions that stand: {len(account.decisions)}."
    )
