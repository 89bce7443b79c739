"""Commands on mail: what waits, what could not be sent, and whether the server takes anything."""

import smtplib
import sys
from typing import Annotated

import typer

from app.cli.common import Refused, opened, say
from app.clock import database_now
from app.config import Settings
from app.mail.addresses import checked_address
from app.mail.letters import Letter, written
from app.mail.outbox import ENDED, list_letters, send_again
from app.mail.relay import Relay
from app.mail.rules import State
from app.words.codes import Word
from app.words.saying import Language, Said

mail_commands = typer.Typer(name="mail", help="Letters that wait or could not be sent.")

OFF = "Mail is off. Set BONSENS_SMTP_URL, BONSENS_MAIL_FROM and BONSENS_PUBLIC_URL; docs/deployment.md has an example."


@mail_commands.command(name="list")
def list_(
    sent: Annotated[bool, typer.Option("--sent", help="List those that were sent, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 100,
) -> None:
    """List letters that wait, failed, or may have been sent, with the reason."""
    states = [state for state in State if sent or state is not State.SENT]
    with opened() as database, database.reading() as session:
        for letter in list_letters(session, states=states, limit=limit):
            ended = State(letter.state) in ENDED
            when = letter.finished_at if ended and letter.finished_at is not None else letter.due_at
            told = (str(letter.id), letter.state, f"{when:%Y-%m-%dT%H:%M:%SZ}", letter.recipient, letter.reason or "")
            sys.stdout.write("\t".join(told) + "\n")


@mail_commands.command(name="send-again")
def retry() -> None:
    """Try every letter anew that failed or may not have been sent; the latter may arrive twice."""
    with opened() as database, database.writing() as session:
        again = send_again(session, now=database_now(session))
    say(f"Letters that are tried again: {again}.")


@mail_commands.command()
def test(address: Annotated[str, typer.Argument(help="Where to send a letter to.")]) -> None:
    """Send a letter at once, and say what the mail server answers."""
    relay = Relay.of(Settings())
    if relay is None:
        raise Refused(OFF)
    recipient = checked_address(address)
    letter = Letter(
        Said.of(Word.LETTER_TRIAL_SUBJECT, site=relay.domain), (Said.of(Word.LETTER_TRIAL, site=relay.domain),)
    )
    message = relay.message("trial", recipient, written(letter, Language.ENGLISH))
    try:
        with relay.connected() as connection:
            relay.hand_over(connection, recipient, message, before_end=lambda: True)
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(f"{relay.host}:{relay.port} did not take it: {error}.") from error
    say(f"{relay.host}:{relay.port} took a letter to {recipient}. Look whether it arrived.")
