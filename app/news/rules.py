"""Who is told of which act, and how: one table of every act that the audit log knows. Knows no row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.audit import acts
from app.audit.acts import AuditAct
from app.campaigns.rules import Role
from app.words.codes import Word


class NewsKind(StrEnum):
    """What news is about."""

    TEXT = "text"
    DECISION = "decision"
    DISCUSSION = "discussion"
    QUESTION = "question"
    CAMPAIGN = "campaign"
    WINDOW = "window"
    THEME = "theme"
    MEMBERS = "members"
    MODERATION = "moderation"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Telling:
    """How an act is told, and to whom: to those who may read as much as ``audience`` does."""

    audience: Role
    kind: NewsKind
    word: Word
    given: tuple[str, ...] = ()
    """The parameters of the sentence."""
    page: str | None = None
    """The fact that names the page; who may not read that page is not told."""


def _text(word: Word) -> Telling:
    return Telling(Role.CONTRIBUTOR, NewsKind.TEXT, word, ("title", "number"), "page")


def _decided(word: Word, audience: Role = Role.CONTRIBUTOR) -> Telling:
    return Telling(audience, NewsKind.DECISION, word, ("title", "number"), "page")


def _discussed(word: Word, audience: Role = Role.CONTRIBUTOR) -> Telling:
    return Telling(audience, NewsKind.DISCUSSION, word, ("title",), "page")


def _asked(word: Word, audience: Role = Role.CONTRIBUTOR) -> Telling:
    return Telling(audience, NewsKind.QUESTION, word)


def _linked(word: Word) -> Telling:
    return Telling(Role.CONTRIBUTOR, NewsKind.QUESTION, word, ("title",), "page")


def _on_page(word: Word, audience: Role, *, page: str = "page") -> Telling:
    return Telling(audience, NewsKind.TEXT, word, ("title",), page)


def _window(word: Word, audience: Role = Role.READER) -> Telling:
    return Telling(audience, NewsKind.WINDOW, word)


def _campaign(word: Word, audience: Role = Role.EDITOR) -> Telling:
    return Telling(audience, NewsKind.CAMPAIGN, word)


def _members(word: Word) -> Telling:
    return Telling(Role.ADMIN, NewsKind.MEMBERS, word)


APPROVED = _decided(Word.NEWS_APPROVED, Role.EDITOR)
"""An acceptance that changed nothing yet: another editor has to agree."""
PROOF = Telling(Role.EDITOR, NewsKind.EDITION, Word.NEWS_PROOF, ("number",))

TOLD: Mapping[type[AuditAct], Telling | None] = {
    # Accounts and ways in have pages of their own, for those whom they concern.
    **dict.fromkeys(
        (
            *(acts.CreateUser, acts.SetPassword, acts.SignOutUser, acts.SetSecondFactor, acts.RemoveSecondFactor),
            *(acts.MakeToken, acts.RevokeToken, acts.LinkAccount, acts.ApplyClaims, acts.BlockUser, acts.UnblockUser),
            *(acts.DisableUser, acts.EnableUser, acts.SetMail, acts.AskForReset, acts.AskForAddress),
            *(acts.Invite, acts.InviteAgain, acts.RevokeInvitation, acts.AcceptInvitation),
            *(acts.MakeJoinCode, acts.DisableJoinCode, acts.UseJoinCode),
            *(acts.DeclareDepartment, acts.TakeBackDepartment, acts.DeleteCampaign),
        )
    ),
    # How people want to be named, and what they keep for themselves, is theirs.
    **dict.fromkeys((acts.ChooseNaming, acts.KeepDraft, acts.BeginMerging, acts.DeleteComment)),
    # Votes are secret, and figures that were counted again beside them would tell when somebody voted.
    **dict.fromkeys((acts.ChangeBallot, acts.ChangeSupport, acts.ChangeQuestionSupport)),
    **dict.fromkeys((acts.RecountTallies, acts.RecountComments)),
    acts.RebuildAttribution: None,
    acts.CreateCampaign: _campaign(Word.NEWS_CAMPAIGN_CREATED),
    acts.CloneCampaign: _campaign(Word.NEWS_CAMPAIGN_CREATED),
    acts.AnnounceCampaign: _campaign(Word.NEWS_ANNOUNCED, Role.READER),
    acts.ArchiveCampaign: _campaign(Word.NEWS_ARCHIVED),
    acts.UnarchiveCampaign: _campaign(Word.NEWS_UNARCHIVED),
    acts.ConfigureCampaign: _campaign(Word.NEWS_CONFIGURED),
    acts.OpenWindow: _window(Word.NEWS_WINDOW_OPENED),
    acts.ExtendWindow: _window(Word.NEWS_WINDOW_EXTENDED),
    acts.CloseWindow: _window(Word.NEWS_WINDOW_CLOSED),
    acts.ReopenWindow: _window(Word.NEWS_WINDOW_REOPENED),
    acts.ReopenVoting: _window(Word.NEWS_VOTING_REOPENED, Role.CONTRIBUTOR),
    acts.OpenCorrections: _window(Word.NEWS_CORRECTIONS_OPENED, Role.EDITOR),
    acts.CloseCorrections: _window(Word.NEWS_CORRECTIONS_CLOSED, Role.EDITOR),
    acts.AddTheme: Telling(Role.READER, NewsKind.THEME, Word.NEWS_THEME_ADDED, ("theme",)),
    acts.ChangeTheme: Telling(Role.READER, NewsKind.THEME, Word.NEWS_THEME_CHANGED, ("theme",)),
    acts.DeleteTheme: Telling(Role.EDITOR, NewsKind.THEME, Word.NEWS_THEME_DELETED),
    acts.JoinCampaign: _members(Word.NEWS_MEMBER_JOINED),
    acts.SetMember: _members(Word.NEWS_MEMBER_SET),
    acts.RemoveMember: _members(Word.NEWS_MEMBER_REMOVED),
    acts.CreateRevision: _on_page(Word.NEWS_PAGE_ADDED, Role.CONTRIBUTOR),
    acts.CloneRevision: _on_page(Word.NEWS_PAGE_ADDED, Role.CONTRIBUTOR),
    acts.EditRevision: _text(Word.NEWS_SAVED),
    acts.ImportRevision: _text(Word.NEWS_SAVED),
    acts.UndoRevision: _text(Word.NEWS_UNDONE),
    acts.RestoreRevision: _text(Word.NEWS_RESTORED),
    acts.AcceptRevision: Telling(Role.READER, NewsKind.DECISION, Word.NEWS_ACCEPTED, ("title",), "page"),
    acts.RejectRevision: _decided(Word.NEWS_REJECTED),
    acts.RequestChanges: _decided(Word.NEWS_CHANGES_REQUESTED),
    acts.UnacceptRevision: _decided(Word.NEWS_UNACCEPTED),
    acts.ArrangePage: _on_page(Word.NEWS_ARRANGED, Role.EDITOR),
    acts.HidePage: _on_page(Word.NEWS_PAGE_HIDDEN, Role.EDITOR),
    acts.ShowPage: _on_page(Word.NEWS_PAGE_SHOWN, Role.EDITOR),
    acts.MergePage: _on_page(Word.NEWS_PAGE_MERGED, Role.CONTRIBUTOR, page="into"),
    acts.WriteComment: _discussed(Word.NEWS_COMMENTED),
    acts.EditComment: _discussed(Word.NEWS_COMMENT_EDITED),
    acts.HideComment: _discussed(Word.NEWS_COMMENT_HIDDEN, Role.EDITOR),
    acts.ShowComment: _discussed(Word.NEWS_COMMENT_SHOWN, Role.EDITOR),
    acts.ResolveThread: _discussed(Word.NEWS_THREAD_RESOLVED),
    acts.ReopenThread: _discussed(Word.NEWS_THREAD_REOPENED),
    acts.PrepareHall: _asked(Word.NEWS_HALL_PREPARED, Role.EDITOR),
    acts.ChangeHall: _asked(Word.NEWS_HALL_CHANGED, Role.EDITOR),
    acts.AskQuestion: _asked(Word.NEWS_QUESTION_ASKED),
    acts.HideQuestion: _asked(Word.NEWS_QUESTION_HIDDEN, Role.EDITOR),
    acts.ShowQuestion: _asked(Word.NEWS_QUESTION_SHOWN, Role.EDITOR),
    acts.LinkAnswer: _linked(Word.NEWS_ANSWER_LINKED),
    acts.UnlinkAnswer: _linked(Word.NEWS_ANSWER_UNLINKED),
    acts.DisposeQuestion: _asked(Word.NEWS_QUESTION_DISPOSED),
    acts.ImportQuestions: _asked(Word.NEWS_QUESTIONS_IMPORTED, Role.EDITOR),
    acts.RedactRevision: Telling(Role.ADMIN, NewsKind.MODERATION, Word.NEWS_REDACTED),
    acts.UndoAccount: Telling(Role.ADMIN, NewsKind.MODERATION, Word.NEWS_ACCOUNT_UNDONE),
    acts.SealEdition: Telling(Role.READER, NewsKind.EDITION, Word.NEWS_RELEASED, ("number",)),
}


def acts_told(audiences: frozenset[Role], kind: NewsKind | None) -> Iterator[str]:
    """Yield the names of the acts of a kind, for None of every one, that one of these audiences is told of."""
    for act, telling in TOLD.items():
        if telling is not None and telling.audience in audiences and kind in (None, telling.kind):
            yield act.name
