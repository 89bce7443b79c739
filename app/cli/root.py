"""Puts the commands together."""

import typer

from app.cli.attributions import attribution_commands
from app.cli.campaigns import campaign_commands
from app.cli.credits import credits_
from app.cli.guides import accept, check, compile_, export
from app.cli.imports import import_commands
from app.cli.moderation import undo_account
from app.cli.people import token, user_commands
from app.cli.recounting import recount
from app.cli.serving import demo, migrate, openapi, run, worker
from app.cli.verifying import verify

commands = typer.Typer(
    name="bonsens",
    help="A company writes its guide together with its people, in a fixed time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.command()(run)
commands.command()(worker)
commands.command()(migrate)
commands.command()(demo)
commands.command()(openapi)
commands.command()(verify)
commands.command()(recount)
commands.command()(accept)
commands.command(name="compile")(compile_)
commands.command()(check)
commands.command()(export)
commands.command(name="credits")(credits_)
commands.command()(token)
commands.add_typer(user_commands)
campaign_commands.command()(undo_account)
commands.add_typer(campaign_commands)
commands.add_typer(import_commands)
commands.add_typer(attribution_commands)
