"""What somebody who is invited is written."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.campaigns.rules import Role
from app.config import Settings
from app.mail.letters import Letter
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Reach:
    """Where people find this service, whether it can write to them, and how long an invitation is good."""

    public_url: str | None
    sends_mail: bool
    days: int

    @classmethod
    def of(cls, settings: Settings) -> "Reach":
        return cls(settings.public_url, settings.sends_mail, settings.invitation_days)

    def link(self, secret: str) -> str | None:
        """Return the link of an invitation, None where it is not known where it would lead.

        The secret stands behind the ``#``, which browsers send to nobody: no log, no proxy and no referrer has it.
        """
        return None if self.public_url is None else f"{self.public_url}/invitation#{secret}"

    @property
    def site(self) -> str:
        """What people know the service by."""
        return urlsplit(self.public_url or "").hostname or ""


@dataclass(frozen=True, slots=True)
class Invited:
    """To what somebody is invited, and by whom."""

    name: str | None
    inviter: str | None
    campaign: str | None
    """The title of the campaign."""
    role: Role | None


def invitation_letter(invited: Invited, reach: Reach, link: str) -> Letter:
    """Return the letter of an invitation."""
    greeting = Said.of(Word.LETTER_HELLO) if invited.name is None else Said.of(Word.LETTER_HELLO_TO, name=invited.name)
    subject = Said.of(Word.LETTER_INVITATION_SUBJECT, site=reach.site)
    if invited.campaign is not None:
        subject = Said.of(Word.LETTER_INVITATION_SUBJECT_CAMPAIGN, campaign=invited.campaign)
    return Letter(
        subject,
        (greeting, *_what_for(invited, reach), Said.of(Word.LETTER_INVITATION_LINK, days=reach.days)),
        button=Said.of(Word.LETTER_INVITATION_BUTTON),
        link=link,
        footnotes=(Said.of(Word.LETTER_UNEXPECTED, site=reach.site),),
    )


def _what_for(invited: Invited, reach: Reach) -> tuple[Said, ...]:
    if invited.campaign is None or invited.role is None:
        if invited.inviter is None:
            return (Said.of(Word.LETTER_INVITED, site=reach.site),)
        return (Said.of(Word.LETTER_INVITED_BY, inviter=invited.inviter, site=reach.site),)
    role = Said.of(Word.LETTER_INVITED_AS, role=invited.role)
    if invited.inviter is None:
        return (Said.of(Word.LETTER_INVITED_CAMPAIGN, campaign=invited.campaign), role)
    return (Said.of(Word.LETTER_INVITED_CAMPAIGN_BY, inviter=invited.inviter, campaign=invited.campaign), role)
