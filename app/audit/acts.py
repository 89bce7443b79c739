"""Every act that the audit log knows, each with the facts that it records.

Knows ids and plain values only: no name, no text, no choice. The chains hash the names and the facts of what was
recorded, so neither is ever changed; an act that is to tell more is given a fact that may be missing, None by default.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar, Self, TypeVar

_Act = TypeVar("_Act", bound="AuditAct")


@dataclass(frozen=True)
class AuditAct:
    """One act; its fields are the facts. An act of a family stands for itself by its name alone."""

    name: ClassVar[str]
    secret: ClassVar[bool] = False
    """Whether nobody is told that it was done: it is recorded without actor, in a chain that no answer shows."""

    def facts(self) -> dict[str, object]:
        """Return the facts as they are recorded, without those that may be missing and are."""
        told = {fact.name: getattr(self, fact.name) for fact in fields(self)}
        return {fact.name: told[fact.name] for fact in fields(self) if told[fact.name] is not fact.default}

    @classmethod
    def read(cls, facts: str) -> Self:
        """Return the act that was recorded with these facts."""
        return cls(**json.loads(facts))


# Accounts: in the chain of the site.


@dataclass(frozen=True)
class CreateUser(AuditAct):
    name = "user.created"
    user: int
    site_admin: bool


@dataclass(frozen=True)
class _OnUser(AuditAct):
    user: int


class SetPassword(_OnUser):
    name = "user.password-set"


class SignOutUser(_OnUser):
    """Every session ended and every token was withdrawn."""

    name = "user.signed-out"


class SetSecondFactor(_OnUser):
    """A second factor counts from now on."""

    name = "second-factor.set"


class RemoveSecondFactor(_OnUser):
    name = "second-factor.removed"


@dataclass(frozen=True)
class MakeToken(_OnUser):
    """Somebody made a personal token."""

    name = "token.made"
    token: int
    scopes: Sequence[str]


@dataclass(frozen=True)
class RevokeToken(_OnUser):
    name = "token.revoked"
    token: int


@dataclass(frozen=True)
class LinkAccount(_OnUser):
    """The account belongs to somebody at a provider; ``provider`` is its name in the configuration."""

    name = "user.linked"
    provider: str


@dataclass(frozen=True)
class ApplyClaims(_OnUser):
    """What a provider says of somebody changed these fields."""

    name = "user.claims-applied"
    provider: str
    fields: Sequence[str]


class BlockUser(_OnUser):
    name = "user.blocked"


class UnblockUser(_OnUser):
    name = "user.unblocked"


class DisableUser(_OnUser):
    name = "user.disabled"


class EnableUser(_OnUser):
    name = "user.enabled"


class SetMail(_OnUser):
    name = "user.mail-set"


class AskForReset(_OnUser):
    """A link to choose a new password was made."""

    name = "user.reset-asked"


class AskForAddress(_OnUser):
    """A letter that confirms another mail address was sent."""

    name = "user.address-asked"


# Coming in: in the chain of the campaign, or of the site where the way leads to it.


@dataclass(frozen=True)
class _OnInvitation(AuditAct):
    invitation: int


@dataclass(frozen=True)
class Invite(_OnInvitation):
    name = "invitation.made"
    role: str | None = None
    user: int | None = None
    """The account that waits for its person."""
    site_admin: bool = False


class InviteAgain(_OnInvitation):
    name = "invitation.sent-again"


class RevokeInvitation(_OnInvitation):
    name = "invitation.revoked"


@dataclass(frozen=True)
class AcceptInvitation(_OnInvitation):
    name = "invitation.accepted"
    user: int


@dataclass(frozen=True)
class _OnJoinCode(AuditAct):
    join_code: int


class MakeJoinCode(_OnJoinCode):
    name = "invitation.code-made"


class DisableJoinCode(_OnJoinCode):
    name = "invitation.code-disabled"


@dataclass(frozen=True)
class UseJoinCode(_OnJoinCode):
    name = "invitation.code-used"
    user: int


# The campaign, its window, its themes and its people.


@dataclass(frozen=True)
class CreateCampaign(AuditAct):
    name = "campaign.created"
    campaign: int


@dataclass(frozen=True)
class CloneCampaign(AuditAct):
    name = "campaign.cloned"
    campaign: int
    original: int
    members: int | None = None
    """How many members came along."""
    texts: int | None = None
    """How many accepted texts came along."""


@dataclass(frozen=True)
class _OnCampaign(AuditAct):
    campaign: int


class DeleteCampaign(_OnCampaign):
    """In the chain of the site: of a campaign without texts, whose own chain ends here."""

    name = "campaign.deleted"


class AnnounceCampaign(_OnCampaign):
    name = "campaign.announced"


class ArchiveCampaign(_OnCampaign):
    name = "campaign.archived"


class UnarchiveCampaign(_OnCampaign):
    name = "campaign.unarchived"


@dataclass(frozen=True)
class ConfigureCampaign(AuditAct):
    name = "campaign.configured"
    campaign: int
    fields: Sequence[str]


@dataclass(frozen=True)
class MoveWindow(AuditAct):
    """An act on the window; ``window_act`` is the row with its reason."""

    campaign: int
    closes_at: str
    window_act: int


class OpenWindow(MoveWindow):
    name = "window.opened"


class ExtendWindow(MoveWindow):
    name = "window.extended"


class CloseWindow(MoveWindow):
    name = "window.closed"


class ReopenWindow(MoveWindow):
    name = "window.reopened"


@dataclass(frozen=True)
class ReopenVoting(AuditAct):
    """Voting alone was opened again; ``window_act`` is the row with its reason."""

    name = "window.voting-reopened"
    campaign: int
    voting_closes_at: str
    window_act: int


@dataclass(frozen=True)
class MoveCorrections(AuditAct):
    """Corrections of what is published were opened or closed; ``window_act`` is the row with the reason."""

    campaign: int
    window_act: int


class OpenCorrections(MoveCorrections):
    name = "window.corrections-opened"


class CloseCorrections(MoveCorrections):
    name = "window.corrections-closed"


@dataclass(frozen=True)
class _OnTheme(AuditAct):
    theme: int


class AddTheme(_OnTheme):
    name = "theme.added"


@dataclass(frozen=True)
class ChangeTheme(_OnTheme):
    name = "theme.changed"
    fields: Sequence[str]


class DeleteTheme(_OnTheme):
    name = "theme.deleted"


@dataclass(frozen=True)
class GiveRole(AuditAct):
    user: int
    role: str


class JoinCampaign(GiveRole):
    name = "membership.joined"


class SetMember(GiveRole):
    name = "membership.set"


@dataclass(frozen=True)
class RemoveMember(AuditAct):
    name = "membership.removed"
    user: int


@dataclass(frozen=True)
class _OnDepartment(AuditAct):
    department: int


@dataclass(frozen=True)
class DeclareDepartment(_OnDepartment):
    name = "department.declared"
    role: str


class TakeBackDepartment(_OnDepartment):
    name = "department.taken-back"


@dataclass(frozen=True)
class ChooseNaming(AuditAct):
    name = "credit.chosen"
    naming: str


# Pages and their revisions.


@dataclass(frozen=True)
class AppendRevision(AuditAct):
    """A revision came about; ``author`` is who wrote it, whoever saved it."""

    page: int
    revision: int
    number: int
    digest: str
    author: int


class CreateRevision(AppendRevision):
    name = "revision.create"


class EditRevision(AppendRevision):
    name = "revision.edit"


class UndoRevision(AppendRevision):
    name = "revision.undo"


class RestoreRevision(AppendRevision):
    name = "revision.restore"


class ImportRevision(AppendRevision):
    name = "revision.import"


@dataclass(frozen=True)
class CloneRevision(AppendRevision):
    """``original`` is the revision of another campaign that it was cloned from."""

    name = "revision.clone"
    original: int


@dataclass(frozen=True)
class DecideRevision(AuditAct):
    """A decision; ``draft`` is what it left to the author."""

    page: int
    revision: int
    decision: int
    draft: int | None = None


class AcceptRevision(DecideRevision):
    name = "revision.accept"


class RejectRevision(DecideRevision):
    name = "revision.reject"


class RequestChanges(DecideRevision):
    name = "revision.request-changes"


class UnacceptRevision(DecideRevision):
    name = "revision.unaccept"


@dataclass(frozen=True)
class KeepDraft(AuditAct):
    """A text was kept that is no revision; of a new page there is no id."""

    name = "draft.kept"
    draft: int
    reason: str
    page: int | None = None


@dataclass(frozen=True)
class _OnPage(AuditAct):
    page: int


@dataclass(frozen=True)
class ArrangePage(_OnPage):
    name = "page.arranged"
    fields: Sequence[str]


@dataclass(frozen=True)
class HidePage(_OnPage):
    """A page was hidden; ``decision`` has the reason, ``drafts`` keep the text for its authors."""

    name = "page.hidden"
    decision: int | None = None
    drafts: Sequence[int] | None = None


@dataclass(frozen=True)
class BeginMerging(_OnPage):
    """A draft with both texts was made, to merge ``merged`` into the page."""

    name = "page.merging"
    merged: int
    draft: int


@dataclass(frozen=True)
class MergePage(_OnPage):
    """The page went into another one; ``decision`` has the reason."""

    name = "page.merged"
    into: int
    decision: int


class ShowPage(_OnPage):
    name = "page.shown"


@dataclass(frozen=True)
class RebuildAttribution(AuditAct):
    name = "attribution.rebuilt"
    campaign: int
    rows: int


# Votes. Beside the figures that move, an entry would tell how somebody voted, whatever it says or leaves out.


class ChangeBallot(AuditAct):
    name = "ballot.changed"
    secret = True


class ChangeSupport(AuditAct):
    name = "support.changed"
    secret = True


@dataclass(frozen=True)
class _Recount(AuditAct):
    pages: Sequence[int]


class RecountTallies(_Recount):
    name = "tallies.recounted"


class RecountComments(_Recount):
    name = "comments.recounted"


# The discussion.


@dataclass(frozen=True)
class ActOnComment(AuditAct):
    page: int
    comment: int


class WriteComment(ActOnComment):
    name = "comment.written"


class EditComment(ActOnComment):
    name = "comment.edited"


class DeleteComment(ActOnComment):
    name = "comment.deleted"


class HideComment(ActOnComment):
    name = "comment.hidden"


class ShowComment(ActOnComment):
    name = "comment.shown"


class ResolveThread(ActOnComment):
    name = "thread.resolved"


class ReopenThread(ActOnComment):
    name = "thread.reopened"


# Questions. Who asked without a name, or in a hall, is told by no entry.


@dataclass(frozen=True)
class ActOnHall(AuditAct):
    hall: int


class PrepareHall(ActOnHall):
    name = "hall.prepared"


@dataclass(frozen=True)
class ChangeHall(ActOnHall):
    name = "hall.changed"
    fields: Sequence[str]


@dataclass(frozen=True)
class ActOnQuestion(AuditAct):
    question: int


class AskQuestion(ActOnQuestion):
    name = "question.asked"


class HideQuestion(ActOnQuestion):
    name = "question.hidden"


class ShowQuestion(ActOnQuestion):
    name = "question.shown"


@dataclass(frozen=True)
class LinkAnswer(ActOnQuestion):
    name = "question.answer-linked"
    page: int


@dataclass(frozen=True)
class UnlinkAnswer(ActOnQuestion):
    name = "question.answer-unlinked"
    page: int


@dataclass(frozen=True)
class DisposeQuestion(ActOnQuestion):
    """``disposition`` is the row with what was told to whoever asked, ``state`` how the question stands since."""

    name = "question.disposed"
    disposition: int
    state: str
    merged_into: int | None = None


@dataclass(frozen=True)
class ImportQuestions(AuditAct):
    """A list was taken in: how many questions, the halls that were made for it, and lines that could not be used."""

    name = "questions.imported"
    questions: int
    halls: Sequence[int]
    bad: int


class ChangeQuestionSupport(AuditAct):
    name = "question-support.changed"
    secret = True


# Taking back, and sealing.


@dataclass(frozen=True)
class RedactRevision(AuditAct):
    """What was purged: part, revision and SHA-256 of each; and what else was done in this campaign for it."""

    name = "revision.redacted"
    redaction: int
    revision: int | None
    parts: Sequence[tuple[str, int | None, str]]
    unaccepted: Sequence[int]
    renamed: Sequence[int]
    comments: Sequence[int] = field(default_factory=list)
    """Early entries tell nothing of comments, which were not there yet."""


@dataclass(frozen=True)
class UndoAccount(AuditAct):
    """What became of an account's pages and comments, and how many of its revisions met which fate."""

    name = "account.undone"
    user: int
    pages: Sequence[int]
    hidden: int
    comments: int
    clean: int
    conflicting: int
    gone: int
    created: int
    redacted: int


@dataclass(frozen=True)
class SealEdition(AuditAct):
    name = "edition.sealed"
    edition: int
    number: int
    kind: str
    digest: str
    overridden: int | None = None
    """How many errors of the pre-flight it was sealed in spite of; the manifest has them, with the reason."""


def named(family: type[_Act]) -> Iterator[type[_Act]]:
    """Yield the acts of a family, itself too if it is one."""
    if "name" in vars(family):
        yield family
    for part in family.__subclasses__():
        yield from named(part)


CATALOGUE: Mapping[str, type[AuditAct]] = {act.name: act for act in named(AuditAct)}
"""Every act by the name under which it is recorded."""
