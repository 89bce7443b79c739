"""The catalogue of acts: what is recorded of each is what was recorded before, to the byte."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from app.audit import acts
from app.audit.acts import CATALOGUE, AuditAct
from app.audit.models import AuditEntry
from app.audit.service import find_chain, list_acts, record_act
from app.campaigns.locking import get_campaign
from app.campaigns.rules import Role
from app.db import Database
from app.pages.rules import DraftReason
from tests.world import World

DIGEST = "0123456789abcdef" * 4
APPENDED = {"page": 5, "revision": 11, "number": 1, "digest": DIGEST, "author": 7}
IS_APPENDED = f'{{"author":7,"digest":"{DIGEST}","number":1,"page":5,"revision":11}}'
IS_DECIDED = '{"decision":9,"page":5,"revision":11}'
PURGED = [("text", None, DIGEST), ("title", 11, DIGEST)]

# Chains in the field hash these names and facts. A line may be added, at the end; none is ever changed.
RECORDED: list[tuple[AuditAct, str, str]] = [
    (acts.CreateUser(7, site_admin=False), "user.created", '{"site_admin":false,"user":7}'),
    (acts.SetPassword(7), "user.password-set", '{"user":7}'),
    (acts.BlockUser(7), "user.blocked", '{"user":7}'),
    (acts.UnblockUser(7), "user.unblocked", '{"user":7}'),
    (acts.CreateCampaign(1), "campaign.created", '{"campaign":1}'),
    (acts.CloneCampaign(2, original=1), "campaign.cloned", '{"campaign":2,"original":1}'),
    (
        acts.ConfigureCampaign(1, ["colour", "title"]),
        "campaign.configured",
        '{"campaign":1,"fields":["colour","title"]}',
    ),
    (
        acts.OpenWindow(1, "2026-11-30T17:00:00+00:00", 1),
        "window.opened",
        '{"campaign":1,"closes_at":"2026-11-30T17:00:00+00:00","window_act":1}',
    ),
    (
        acts.ExtendWindow(1, "2026-12-01T17:00:00+00:00", 2),
        "window.extended",
        '{"campaign":1,"closes_at":"2026-12-01T17:00:00+00:00","window_act":2}',
    ),
    (
        acts.CloseWindow(1, "2026-11-29T12:00:00.000001+00:00", 3),
        "window.closed",
        '{"campaign":1,"closes_at":"2026-11-29T12:00:00.000001+00:00","window_act":3}',
    ),
    (
        acts.ReopenWindow(1, "2026-12-02T17:00:00+00:00", 4),
        "window.reopened",
        '{"campaign":1,"closes_at":"2026-12-02T17:00:00+00:00","window_act":4}',
    ),
    (acts.AddTheme(3), "theme.added", '{"theme":3}'),
    (acts.ChangeTheme(3, ["question"]), "theme.changed", '{"fields":["question"],"theme":3}'),
    (acts.DeleteTheme(3), "theme.deleted", '{"theme":3}'),
    (acts.JoinCampaign(7, Role.CONTRIBUTOR), "membership.joined", '{"role":"contributor","user":7}'),
    (acts.SetMember(7, Role.EDITOR), "membership.set", '{"role":"editor","user":7}'),
    (acts.RemoveMember(7), "membership.removed", '{"user":7}'),
    (acts.ChooseNaming("anonymous"), "credit.chosen", '{"naming":"anonymous"}'),
    (acts.CreateRevision(5, 11, 1, DIGEST, 7), "revision.create", IS_APPENDED),
    (acts.EditRevision(5, 11, 1, DIGEST, 7), "revision.edit", IS_APPENDED),
    (acts.UndoRevision(5, 11, 1, DIGEST, 7), "revision.undo", IS_APPENDED),
    (acts.RestoreRevision(5, 11, 1, DIGEST, 7), "revision.restore", IS_APPENDED),
    (acts.ImportRevision(5, 11, 1, DIGEST, 7), "revision.import", IS_APPENDED),
    (acts.AcceptRevision(5, 11, 9), "revision.accept", IS_DECIDED),
    (acts.RejectRevision(5, 11, 9), "revision.reject", IS_DECIDED),
    (acts.RequestChanges(5, 11, 9), "revision.request-changes", IS_DECIDED),
    (acts.UnacceptRevision(5, 11, 9), "revision.unaccept", IS_DECIDED),
    (acts.RejectRevision(5, 11, 9, draft=4), "revision.reject", '{"decision":9,"draft":4,"page":5,"revision":11}'),
    (acts.KeepDraft(4, DraftReason.CONFLICT, 5), "draft.kept", '{"draft":4,"page":5,"reason":"conflict"}'),
    (acts.KeepDraft(4, DraftReason.LATE), "draft.kept", '{"draft":4,"reason":"late"}'),
    (acts.ArrangePage(5, ["pinned", "position"]), "page.arranged", '{"fields":["pinned","position"],"page":5}'),
    (acts.HidePage(5), "page.hidden", '{"page":5}'),
    (acts.ShowPage(5), "page.shown", '{"page":5}'),
    (acts.RebuildAttribution(1, 12), "attribution.rebuilt", '{"campaign":1,"rows":12}'),
    (acts.ChangeBallot(), "ballot.changed", "{}"),
    (acts.ChangeSupport(), "support.changed", "{}"),
    (acts.RecountTallies([5, 6]), "tallies.recounted", '{"pages":[5,6]}'),
    (acts.RecountComments([5]), "comments.recounted", '{"pages":[5]}'),
    (acts.WriteComment(5, 8), "comment.written", '{"comment":8,"page":5}'),
    (acts.EditComment(5, 8), "comment.edited", '{"comment":8,"page":5}'),
    (acts.DeleteComment(5, 8), "comment.deleted", '{"comment":8,"page":5}'),
    (acts.HideComment(5, 8), "comment.hidden", '{"comment":8,"page":5}'),
    (acts.ShowComment(5, 8), "comment.shown", '{"comment":8,"page":5}'),
    (acts.ResolveThread(5, 8), "thread.resolved", '{"comment":8,"page":5}'),
    (acts.ReopenThread(5, 8), "thread.reopened", '{"comment":8,"page":5}'),
    (
        acts.RedactRevision(1, 11, PURGED, unaccepted=[5], renamed=[], comments=[8]),
        "revision.redacted",
        (
            f'{{"comments":[8],"parts":[["text",null,"{DIGEST}"],["title",11,"{DIGEST}"]],'
            '"redaction":1,"renamed":[],"revision":11,"unaccepted":[5]}'
        ),
    ),
    (
        acts.RedactRevision(2, None, [("summary", 11, DIGEST)], unaccepted=[], renamed=[5], comments=[]),
        "revision.redacted",
        (
            f'{{"comments":[],"parts":[["summary",11,"{DIGEST}"]],'
            '"redaction":2,"renamed":[5],"revision":null,"unaccepted":[]}'
        ),
    ),
    (
        acts.UndoAccount(7, [5], hidden=1, comments=0, clean=2, conflicting=1, gone=0, created=1, redacted=0),
        "account.undone",
        '{"clean":2,"comments":0,"conflicting":1,"created":1,"gone":0,"hidden":1,"pages":[5],"redacted":0,"user":7}',
    ),
    (
        acts.SealEdition(1, 1, "release", DIGEST),
        "edition.sealed",
        f'{{"digest":"{DIGEST}","edition":1,"kind":"release","number":1}}',
    ),
    (
        acts.SealEdition(1, 1, "release", DIGEST, overridden=2),
        "edition.sealed",
        f'{{"digest":"{DIGEST}","edition":1,"kind":"release","number":1,"overridden":2}}',
    ),
    (
        acts.ReopenVoting(1, "2026-12-02T17:00:00+00:00", 5),
        "window.voting-reopened",
        '{"campaign":1,"voting_closes_at":"2026-12-02T17:00:00+00:00","window_act":5}',
    ),
    (acts.HidePage(5, 9, [3, 4]), "page.hidden", '{"decision":9,"drafts":[3,4],"page":5}'),
    (acts.BeginMerging(5, 6, 3), "page.merging", '{"draft":3,"merged":6,"page":5}'),
    (acts.MergePage(6, 5, 9), "page.merged", '{"decision":9,"into":5,"page":6}'),
    (
        acts.CloneCampaign(2, original=1, members=5, texts=20),
        "campaign.cloned",
        '{"campaign":2,"members":5,"original":1,"texts":20}',
    ),
    (acts.DeleteCampaign(3), "campaign.deleted", '{"campaign":3}'),
    (acts.ArchiveCampaign(1), "campaign.archived", '{"campaign":1}'),
    (acts.UnarchiveCampaign(1), "campaign.unarchived", '{"campaign":1}'),
    (
        acts.CloneRevision(6, 12, 1, DIGEST, 7, 11),
        "revision.clone",
        f'{{"author":7,"digest":"{DIGEST}","number":1,"original":11,"page":6,"revision":12}}',
    ),
    (acts.OpenCorrections(1, 6), "window.corrections-opened", '{"campaign":1,"window_act":6}'),
    (acts.CloseCorrections(1, 7), "window.corrections-closed", '{"campaign":1,"window_act":7}'),
    (acts.DisableUser(7), "user.disabled", '{"user":7}'),
    (acts.EnableUser(7), "user.enabled", '{"user":7}'),
    (acts.SignOutUser(7), "user.signed-out", '{"user":7}'),
    (acts.SetSecondFactor(7), "second-factor.set", '{"user":7}'),
    (acts.RemoveSecondFactor(7), "second-factor.removed", '{"user":7}'),
    (acts.MakeToken(7, 4, ["read"]), "token.made", '{"scopes":["read"],"token":4,"user":7}'),
    (acts.RevokeToken(7, 4), "token.revoked", '{"token":4,"user":7}'),
    (acts.LinkAccount(7, "entra"), "user.linked", '{"provider":"entra","user":7}'),
    (
        acts.ApplyClaims(7, "entra", ["department", "name"]),
        "user.claims-applied",
        '{"fields":["department","name"],"provider":"entra","user":7}',
    ),
    (acts.AnnounceCampaign(1), "campaign.announced", '{"campaign":1}'),
    (acts.SetMail(7), "user.mail-set", '{"user":7}'),
    (acts.AskForReset(7), "user.reset-asked", '{"user":7}'),
    (acts.Invite(3), "invitation.made", '{"invitation":3}'),
    (
        acts.Invite(3, "editor", 7, site_admin=True),
        "invitation.made",
        '{"invitation":3,"role":"editor","site_admin":true,"user":7}',
    ),
    (acts.InviteAgain(3), "invitation.sent-again", '{"invitation":3}'),
    (acts.RevokeInvitation(3), "invitation.revoked", '{"invitation":3}'),
    (acts.AcceptInvitation(3, 7), "invitation.accepted", '{"invitation":3,"user":7}'),
    (acts.MakeJoinCode(2), "invitation.code-made", '{"join_code":2}'),
    (acts.DisableJoinCode(2), "invitation.code-disabled", '{"join_code":2}'),
    (acts.UseJoinCode(2, 7), "invitation.code-used", '{"join_code":2,"user":7}'),
    (acts.DeclareDepartment(4, Role.EDITOR), "department.declared", '{"department":4,"role":"editor"}'),
    (acts.TakeBackDepartment(4), "department.taken-back", '{"department":4}'),
    (acts.AskForAddress(7), "user.address-asked", '{"user":7}'),
    (acts.PrepareHall(4), "hall.prepared", '{"hall":4}'),
    (acts.ChangeHall(4, ["is_open"]), "hall.changed", '{"fields":["is_open"],"hall":4}'),
    (acts.AskQuestion(8), "question.asked", '{"question":8}'),
    (acts.HideQuestion(8), "question.hidden", '{"question":8}'),
    (acts.ShowQuestion(8), "question.shown", '{"question":8}'),
    (acts.LinkAnswer(8, 5), "question.answer-linked", '{"page":5,"question":8}'),
    (acts.UnlinkAnswer(8, 5), "question.answer-unlinked", '{"page":5,"question":8}'),
    (acts.DisposeQuestion(8, 2, "answered"), "question.disposed", '{"disposition":2,"question":8,"state":"answered"}'),
    (
        acts.DisposeQuestion(8, 3, "merged", 9),
        "question.disposed",
        '{"disposition":3,"merged_into":9,"question":8,"state":"merged"}',
    ),
    (acts.ImportQuestions(25, [4], 1), "questions.imported", '{"bad":1,"halls":[4],"questions":25}'),
    (acts.ChangeQuestionSupport(), "question-support.changed", "{}"),
]
LAST = "92f5335eda5b3bcb9639de3f9978e62ef09cbec085b0a3c31fda02bd7fd62994"
"""The digest of the chain of the first 49, at this time, as the release 0.1.0 made it."""
NOON = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(("act", "name", "facts"), RECORDED, ids=lambda value: type(value).__name__)
def test_an_act_is_recorded_as_ever(
    database: Database, act: AuditAct, name: str, facts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(act), "secret", False)
    with database.writing() as session:
        record_act(session, None, None, act, now=NOON)
        [entry] = session.exec(select(AuditEntry)).all()
    assert (entry.act, entry.facts) == (name, facts)
    assert CATALOGUE[name] is type(act)
    assert CATALOGUE[name].read(facts).facts() == type(act).read(facts).facts()


def test_the_chain_of_all_acts_has_the_digest_that_it_had(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as session:
        for act, _, _ in RECORDED[:49]:
            # The votes among them stood in the same chain then.
            monkeypatch.setattr(type(act), "secret", False)
            record_act(session, None, None, act, now=NOON)
        chain = find_chain(session, None)
    assert (chain.number, chain.digest) == (49, LAST)


def test_every_act_is_held() -> None:
    assert {type(act) for act, _, _ in RECORDED} == set(CATALOGUE.values())
    assert {name for _, name, _ in RECORDED} == CATALOGUE.keys()
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+", name) and len(name) <= 64 for name in CATALOGUE)


def test_acts_are_read_as_they_were_recorded(world: World) -> None:
    world.campaign()
    other = world.campaign("other")
    page = world.page(title="Saluer", text="Dire bonjour.\n")
    with world.database.reading() as session:
        told = list_acts(session, acts.CreateRevision)
        entry = session.exec(select(AuditEntry).where(col(AuditEntry.act) == acts.CreateRevision.name)).one()
        elsewhere = list_acts(session, acts.CreateRevision, campaign_id=get_campaign(session, other).id)
    author, revision = world.actor("guide-contributor").user_id, page["revision"]
    assert author is not None
    assert told == [acts.CreateRevision(page["id"], revision["id"], 1, revision["digest"], author)]
    assert entry.actor_id == author
    assert elsewhere == []


def test_an_early_redaction_is_read_without_comments() -> None:
    early = f'{{"parts":[["text",null,"{DIGEST}"]],"redaction":1,"renamed":[],"revision":11,"unaccepted":[]}}'
    assert acts.RedactRevision.read(early).comments == []
