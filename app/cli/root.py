"""Puts the commands together; loads what carries one out when it is asked for.

A command needs a part of the packages only, and whoever types it would wait for all of them.
"""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer._click import Command, HelpFormatter
from typer.core import TyperCommand, TyperGroup

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("serving:run", "Serve the API."),
    "worker": ("serving:worker", "Run queued jobs, and send mail, until stopped."),
    "migrate": (
        "migrating:migrate",
        "Bring the database to this release's tables, and find out who wrote what where nothing is stored of it.",
    ),
    "demo": ("playing:demo", "Play the sample campaign from opening to compiled guide, then serve it."),
    "openapi": ("contract:openapi", "Write the OpenAPI document."),
    "verify": (
        "verifying:verify",
        "Verify every revision, attribution, edition, count and audit entry; the first broken link of each is named.",
    ),
    "recount": (
        "recounting:recount",
        "Count ballots, support and comments anew, put right what was counted wrong, and name the pages.",
    ),
    "accept": (
        "guides:accept",
        "Accept the latest revision of every page, where no editor has objected and the policy lets you.",
    ),
    "compile": ("guides:compile_", "Compile the accepted revisions into an edition."),
    "check": (
        "guides:check",
        "Tell what stands in the way of a good release; ends with 1 where a release is refused.",
    ),
    "export": ("guides:export", "Write a file of an edition."),
    "credits": (
        "credits:credits_",
        "Write who wrote what: the ledger, with real names beside the names that people chose.",
    ),
    "people": (
        "listing:people",
        "Make the accounts of a list, give roles, and invite the newcomers; a list can be brought in again.",
    ),
    "token": ("people:token", "Print a bearer token for an account."),
    "invite": (
        "inviting:invite",
        "Invite somebody to the site or to a campaign, and print the link, which is good once.",
    ),
    "mail": ("mailing:mail_commands", "Letters that wait or could not be sent."),
    "user": ("people:user_commands", "Accounts."),
    "leavers": ("leaving:leavers", "Disable the accounts of people who have left, from a list of usernames."),
    "campaign": ("campaigns:campaign_commands", "Set up campaigns and open or close their windows."),
    "import": ("imports:import_commands", "Bring histories in."),
    "attribution": ("attributions:attribution_commands", "Look after who wrote what."),
}
"""Each name with where its command is, below ``app.cli``, and what ``--help`` says of it."""


class LateCommands(TyperGroup):
    """Commands that are known by their names and sentences until one is asked for."""

    def get_command(self, _ctx: typer.Context, cmd_name: str) -> Command | None:  # type: ignore[override]
        return load_command(cmd_name) if cmd_name in self.commands else None

    def format_help(self, ctx: typer.Context, formatter: HelpFormatter) -> None:  # type: ignore[override]
        known = TyperGroup(name=self.name, help=self.help, commands=list(self.commands.values()))
        known.format_help(ctx, formatter)

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        # A guide, an export or a database is for whoever made it, until they give it to others.
        os.umask(0o077)
        with late("refusals:ending_in_a_sentence")():
            return super().invoke(ctx)


def late(place: str) -> Any:  # noqa: ANN401  Whatever stands there.
    """Return what a module below ``app.cli`` calls by a name: ``module:name``."""
    module, _, name = place.partition(":")
    return getattr(import_module(f"app.cli.{module}"), name)


def load_command(name: str) -> Command:
    """Return a command of the table, ready to run."""
    found = late(COMMANDS[name][0])
    holder = typer.Typer()
    if isinstance(found, typer.Typer):
        holder.add_typer(found)
    else:
        holder.command(name=name)(found)
    return typer.main.get_group(holder).commands[name]


main = LateCommands(
    name="bonsens",
    help="A company writes its guide together with its people, in a fixed time.",
    no_args_is_help=True,
    commands={name: TyperCommand(name, help=sentence) for name, (_, sentence) in COMMANDS.items()},
)
"""Run the command that ``sys.argv`` names."""
