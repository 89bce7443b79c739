"""A small campaign, played so that every operation is called once with success."""

from dataclasses import replace
from ipaddress import ip_network
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from pyotp.totp import TOTP

from app.campaigns.rules import Phase
from app.guides.work import COMPILE, compile_job
from app.identity.sso.issuers import Providers
from app.identity.sso.settings import Provider, ProviderIn, SignOn, TrustedHeader, TrustedHeaderIn
from app.jobs.service import run_next_job
from app.web.peers import KeepPeer
from tests.client import ApiClient
from tests.examples.recording import Recorder
from tests.identity.provider import TestProvider, provider
from tests.invitations.acts import letters, secret_of, sending_mail
from tests.world import Json, World

ADMIN, EDITOR, AUTHOR, READER, OTHER = "nadia", "ben", "chloe", "dan", "eve"
IN: dict[str, Any] = {"campaign": "travel"}
CAMPAIGN = "/v1/campaigns/travel"
TEXT = "Take the bicycle.\n\nIt is faster than the bus, and it is free.\n"
LATER = "Take the bicycle.\n\nIt is faster than the bus, it is free, and it keeps you awake.\n"
ANOTHER = "Walk, if it is not far.\n\nNobody has ever waited for a pair of shoes.\n"
CLOSES = "2099-06-30T16:00:00Z"


def play(world: World) -> dict[str, Json]:
    """Play the story and return an example of every operation."""
    recorder = Recorder(world)
    world.user(ADMIN, site_admin=True, name="Nadia Belkacem")
    for name in (EDITOR, AUTHOR, READER, OTHER):
        world.user(name, department="Claims")
    for act in (_prepare, _write, _vote, _discuss, _ask, _review, _credit, _compile, _moderate, _finish, _sign_on):
        act(recorder)
    return recorder.examples


def _prepare(play: Recorder) -> None:
    send = play.send
    send("get_health", None)
    send("get_readiness", None)
    person = {"username": "fatou", "name": "Fatou Diop", "department": "Claims", "password": "a bicycle in the rain"}
    send("create_user", ADMIN, person)
    send("issue_token", None, {"username": "fatou", "password": "a bicycle in the rain"})
    _sign_in(play)
    _invite(play)
    send("list_users", ADMIN, limit=2)
    send("get_user", ADMIN, user="fatou")
    send("block_user", ADMIN, user="fatou", blocked=True)
    send("disable_user", ADMIN, user="fatou", disabled=True)
    send("get_me", AUTHOR)
    send("change_me", AUTHOR, {"language": "fr"}, if_match="/v1/me")
    send("change_me", AUTHOR, {"language": "en"}, if_match="/v1/me")
    send("create_campaign", ADMIN, {"slug": "travel", "title": "Getting to work", "language": "en"})
    send("list_campaigns", ADMIN, limit=2)
    send("get_campaign", ADMIN, **IN)
    send("configure_campaign", ADMIN, {"subtitle": "Twenty tips"}, **IN, if_match=CAMPAIGN)
    send("add_theme", ADMIN, {"slug": "morning", "question": "How do you start the day?", "target": 5}, **IN)
    send("add_theme", ADMIN, {"slug": "evening", "question": "How do you end it?"}, **IN)
    send("list_themes", ADMIN, **IN, include="counts")
    send("get_theme", ADMIN, **IN, theme="morning")
    send("change_theme", ADMIN, {"target": 6}, **IN, theme="morning", if_match=f"{CAMPAIGN}/themes/morning")
    send("delete_theme", ADMIN, **IN, theme="evening", if_match=f"{CAMPAIGN}/themes/evening")
    send("set_member", ADMIN, {"role": "editor"}, **IN, user=EDITOR)
    send("announce_campaign", ADMIN, **IN)
    _join(play)
    send("open_window", ADMIN, {"reason": "As planned", "closes_at": "2099-05-31T16:00:00Z"}, **IN)
    send("extend_window", ADMIN, {"reason": "Many asked for it", "closes_at": CLOSES}, **IN)
    send("list_window_acts", ADMIN, **IN)
    for name in (AUTHOR, READER, OTHER):
        send("join_campaign", name, **IN)
    send("list_members", EDITOR, **IN, limit=2)
    send("set_member", ADMIN, {"role": "reader"}, **IN, user="fatou")
    send("remove_member", ADMIN, **IN, user="fatou")


def _invite(play: Recorder) -> None:
    sending_mail(play.world)
    send = play.send
    send("set_mail", ADMIN, {"mail": "fatou@example.org"}, user="fatou")
    send("ask_for_reset", None, {"mail": "fatou@example.org"})
    secret = secret_of(letters(play.world)[-1][2].link)
    send("confirm_reset", None, {"token": secret, "password": "a bicycle in the snow"})
    send("ask_for_address", AUTHOR, {"mail": "author@home.example"})
    send("confirm_address", None, {"token": secret_of(letters(play.world)[-1][2].link)})
    guest = {"mail": "gil@example.org", "name": "Gil Roche", "language": "en"}
    made = send("invite", ADMIN, guest).json()
    send("list_invitations", ADMIN, limit=2)
    token = made["token"]
    send("look_at_invitation", None, {"token": token})
    send("accept_invitation", None, {"token": token, "username": "gil", "password": "a bicycle in the sun"})


def _join(play: Recorder) -> None:
    send = play.send
    unwanted = send("invite_to_campaign", ADMIN, {"name": "Gil Roche", "role": "reader"}, **IN).json()["id"]
    send("send_invitation_again", ADMIN, invitation_id=unwanted)
    send("revoke_invitation", ADMIN, invitation_id=unwanted)
    send("list_campaign_invitations", ADMIN, **IN, limit=2)
    staff = "name;mail;department;role;campaign\nIda Keller;ida@example.org;Sales;reader;travel\n"
    send("import_people", ADMIN, {"csv": staff, "dry_run": True})
    send("admit_department", ADMIN, {"department": "Claims"}, **IN)
    declared = send("declare_department", ADMIN, {"department": "Claims"}, **IN).json()["id"]
    send("list_departments", ADMIN, **IN)
    send("take_back_department", ADMIN, **IN, department_id=declared)
    made = send("make_join_code", ADMIN, {"expires_at": CLOSES}, **IN).json()
    send("list_join_codes", ADMIN, **IN, limit=2)
    person = {"username": "joe", "name": "Joe Marsh", "password": "a bicycle in the sun"}
    send("join_by_code", None, {"join_code": made["join_code"], **person})
    send("disable_join_code", ADMIN, **IN, join_code_id=made["id"])


def _sign_in(play: Recorder) -> None:
    here, away = play.world.client.browser(), play.world.client.browser()
    person = {"username": "fatou", "password": "a bicycle in the rain"}
    for browser in (away, here):
        opened = play.send("open_session", browser, person).json()
        browser.headers["X-CSRF-Token"] = opened["csrf_token"]
    play.send("get_session", here)
    [_, other] = play.send("list_sessions", here).json()["items"]
    play.send("end_one_session", here, session_id=other["id"])
    play.send("end_other_sessions", here)
    proof = {"password": person["password"]}
    secret = play.send("begin_second_factor", here, proof).json()["secret"]
    play.send("get_second_factor", here)
    code = TOTP(secret).now()
    codes = play.send("confirm_second_factor", here, {"code": code}).json()["recovery_codes"]
    play.send("remove_second_factor", here, {**proof, "code": codes[0]})
    play.send("end_session", here)
    made = play.send("make_token", AUTHOR, {"name": "Weekly export", "scopes": ["read"], "days": 30}).json()
    play.send("list_tokens", AUTHOR)
    play.send("revoke_token", AUTHOR, token_id=made["id"])


def _sign_on(play: Recorder) -> None:
    """Somebody signs in with the company's provider, which stands on this machine."""
    farewell = {"end_session_endpoint": "https://id.example.com/logout"}
    with provider(told=farewell, person={"sub": "gabi-1", "preferred_username": "gabi", "name": "Gabi Stern"}) as one:
        _equip(play, one)
        here = play.world.client.browser()
        company: dict[str, Any] = {"provider": "company"}
        play.send("list_providers", None)
        begun = play.send("begin_sign_on", here, **company, next="/campaigns")
        came = urlsplit(httpx.get(begun.headers["location"]).headers["location"])
        play.send("finish_sign_on", here, **company | dict(parse_qsl(came.query)))
        here.headers["X-CSRF-Token"] = here.get("/v1/auth/session").json()["csrf_token"]
        play.send("sign_out", here, **company)
        play.send("end_sessions_of_provider", None, form=f"logout_token={one.logout_token(sub='gabi-1')}", **company)
        play.send("sign_in_by_proxy", _behind_proxy(play), next="/campaigns")


def _equip(play: Recorder, one: TestProvider) -> None:
    title = "Sign in with your work account"
    given = ProviderIn(title=title, issuer=one.issuer, client_id=one.client_id, client_secret_env="SECRET")
    peers = ["10.1.0.0/16"]
    header = TrustedHeaderIn(title="Sign in as this computer's user", peers=peers, username="X-Remote-User")
    sign_on = SignOn(
        {"company": Provider("company", given, one.client_secret)},
        TrustedHeader(header, tuple(ip_network(peer) for peer in peers)),
    )
    state = play.world.app.state
    state.services = replace(state.services, providers=Providers.of(sign_on))


def _behind_proxy(play: Recorder) -> ApiClient:
    browser = play.world.client.browser()
    inside = browser._transport._inside  # type: ignore[attr-defined]
    inside.app, inside.client = KeepPeer(play.world.app), ("10.1.0.5", 1)
    browser.headers["X-Remote-User"] = "hana"
    return browser


def _write(play: Recorder) -> None:
    send = play.send
    new = {"kind": "tip", "theme": "morning", "title": "Cycle to work", "text": TEXT, "summary": "A first version"}
    page = send("create_page", AUTHOR, new, **IN).json()
    beside = "me,authors,excerpt,status"
    send("list_pages", AUTHOR, **IN, theme="morning", state="latest", include=beside, limit=2)
    send("get_page", AUTHOR, page_id=page["id"], state="latest", positions=True)
    edit = {"base_revision": page["revision"]["id"], "text": LATER, "summary": "Why it does you good"}
    saved = send("save_revision", READER, edit, page_id=page["id"]).json()["revision"]
    send("list_revisions", AUTHOR, page_id=page["id"], limit=2)
    send("get_revision", AUTHOR, revision_id=saved["id"])
    send("compare_revisions", AUTHOR, page_id=page["id"], from_="1", to="2")
    send("undo_revision", AUTHOR, {"summary": "One reason is enough"}, revision_id=saved["id"])
    send("restore_revision", READER, {"summary": "Two are better"}, revision_id=saved["id"])
    send("render_markdown", AUTHOR, {"text": "Take the **bicycle**."})
    head = send("get_page", AUTHOR, page_id=page["id"], state="latest").json()["revision"]["id"]
    written = {"base_revision": head, "title": "Cycle to work", "text": LATER + "\nWear a helmet.\n"}
    new = {"kind": "tip", "theme": "morning", "title": "", "text": "Take the train, and"}
    begun = send("create_draft", AUTHOR, new, **IN).json()["id"]
    send("delete_draft", AUTHOR, draft_id=begun, if_match=f"/v1/drafts/{begun}")
    draft = send("save_page_draft", AUTHOR, written, page_id=page["id"]).json()["id"]
    send("get_page_draft", AUTHOR, page_id=page["id"])
    send("list_drafts", AUTHOR, limit=2)
    send("get_draft", AUTHOR, draft_id=draft)
    again = {**written, "text": LATER + "\nWear a helmet, and lights.\n"}
    send("save_draft", AUTHOR, again, draft_id=draft, if_match=f"/v1/drafts/{draft}")
    send("submit_draft", AUTHOR, {"summary": "Be seen"}, draft_id=draft)
    head = send("get_page", AUTHOR, page_id=page["id"], state="latest").json()["revision"]["id"]
    draft = send("save_page_draft", AUTHOR, {**written, "base_revision": head}, page_id=page["id"]).json()["id"]
    send("delete_draft", AUTHOR, draft_id=draft, if_match=f"/v1/drafts/{draft}")
    send("create_page", OTHER, {"kind": "tip", "theme": "morning", "title": "Walk", "text": ANOTHER}, **IN)


def _tip(play: Recorder, title: str) -> Json:
    listed = play.send("list_pages", EDITOR, **IN, theme="morning", state="latest").json()["items"]
    number = next(item["id"] for item in listed if item["title"] == title)
    page: Json = play.send("get_page", EDITOR, page_id=number, state="latest").json()
    return page


def _vote(play: Recorder) -> None:
    send, page = play.send, _tip(play, "Cycle to work")
    revision = page["revision"]["id"]
    send("cast_ballot", OTHER, {"choice": "approve"}, revision_id=revision)
    send("get_ballot_tally", OTHER, revision_id=revision)
    send("withdraw_ballot", OTHER, revision_id=revision)
    send("support_page", OTHER, {"revision_id": revision}, page_id=page["id"])
    send("get_support_tally", OTHER, page_id=page["id"])
    changed = {
        "base_revision": revision,
        "text": "Let the lift rest.\n\nUse the stairs twice a day, and arrive awake.\n",
    }
    now = send("save_revision", AUTHOR, changed, page_id=page["id"]).json()["revision"]["id"]
    send("reconfirm_support", OTHER, {"revision_id": now}, page_id=page["id"])
    send("get_ranking", OTHER, **IN, theme="morning", limit=2)
    send("withdraw_support", OTHER, page_id=page["id"])


def _discuss(play: Recorder) -> None:
    send, page = play.send, _tip(play, "Walk")
    said = {"text": "What if it rains?", "revision_id": page["revision"]["id"], "start": 0, "end": 4}
    comment = send("add_comment", READER, said, page_id=page["id"]).json()["id"]
    send("list_comments", READER, page_id=page["id"], limit=2)
    send("get_comment", READER, comment_id=comment)
    path = f"/v1/comments/{comment}"
    send("change_comment", READER, {"text": "What if it snows?"}, comment_id=comment, if_match=path)
    send("resolve_comment", EDITOR, comment_id=comment)
    send("reopen_comment", EDITOR, comment_id=comment)
    send("hide_comment", EDITOR, {"reason": "Off the subject"}, comment_id=comment)
    send("unhide_comment", EDITOR, comment_id=comment)
    send("take_back_comment", READER, comment_id=comment, if_match=path)


def _ask(play: Recorder) -> None:
    send, tip = play.send, _tip(play, "Walk")["id"]
    session = {"place": "Nanterre", "held_on": "2099-05-04", "code": "NANTERRE3"}
    hall = send("prepare_hall", EDITOR, session, **IN).json()["id"]
    path = f"{CAMPAIGN}/halls/{hall}"
    send("get_hall", EDITOR, **IN, hall_id=hall)
    send("change_hall", EDITOR, {"open": True}, **IN, hall_id=hall, if_match=path)
    send("list_halls", EDITOR, **IN, limit=2)
    phone = play.world.client.browser()
    asked = send("ask_in_hall", phone, {"text": "Is a bicycle safe in the rain?"}, code="NANTERRE3").json()
    wet = asked["question"]["id"]
    send("enter_hall", None, code="NANTERRE3")
    send("find_similar_in_hall", None, code="NANTERRE3", text="Are bicycles safe when it rains?")
    send("support_in_hall", phone, code="NANTERRE3", question_id=wet)
    send("withdraw_support_in_hall", phone, code="NANTERRE3", question_id=wet)
    mine = send("ask_question", READER, {"text": "Where can I shower?", "named": True}, **IN).json()["id"]
    listed = "place,date,text\nLyon,2099-05-05,Who pays for the bicycle?\nLyon,soon,And for the shoes?\n"
    send("import_questions", EDITOR, {"csv": listed, "dry_run": True}, **IN)
    send("find_similar_questions", READER, **IN, text="Where is a shower?")
    send("list_questions", EDITOR, **IN, state="open", limit=1)
    send("get_question", READER, question_id=mine)
    send("support_question", AUTHOR, question_id=mine)
    send("withdraw_question_support", AUTHOR, question_id=mine)
    send("link_answer", AUTHOR, question_id=mine, page_id=tip)
    send("unlink_answer", AUTHOR, question_id=mine, page_id=tip)
    told = {"disposition": "answered", "text": "Those who walk need none.", "answers": [tip]}
    send("dispose_question", EDITOR, told, question_id=wet, if_match=f"/v1/questions/{wet}")
    send("hide_question", EDITOR, {"reason": "Asked twice"}, question_id=mine)
    send("unhide_question", EDITOR, question_id=mine)
    send("get_coverage", EDITOR, **IN)
    send("export_questions", EDITOR, **IN)
    send("read_receipt", None, receipt=asked["receipt"])


def _review(play: Recorder) -> None:
    send, page, walk = play.send, _tip(play, "Cycle to work"), _tip(play, "Walk")
    send("get_review_queue", EDITOR, **IN, limit=2)
    revision, other = page["revision"]["id"], walk["revision"]["id"]
    send("get_acceptance", EDITOR, revision_id=revision)
    tag, others = f"/v1/revisions/{revision}", f"/v1/revisions/{other}"
    send("request_changes", EDITOR, {"reason": "Say how far is far"}, revision_id=other, if_match=others)
    send("reject_revision", EDITOR, {"reason": "We have this already"}, revision_id=other, if_match=others)
    send("accept_revision", EDITOR, {"reason": "Clear and short"}, revision_id=revision, if_match=tag)
    send("unaccept_revision", EDITOR, {"reason": "One more look"}, revision_id=revision, if_match=tag)
    send("accept_revision", EDITOR, {"reason": "Clear and short"}, revision_id=revision, if_match=tag)
    send("list_decisions", EDITOR, page_id=page["id"], limit=2)
    send("list_notifications", OTHER, limit=2)
    send("get_selection", EDITOR, **IN)
    send("get_preflight", EDITOR, **IN)
    path = f"/v1/pages/{page['id']}?state=latest"
    send("arrange_page", EDITOR, {"pinned": True}, page_id=page["id"], if_match=path)
    send("hide_page", EDITOR, page_id=walk["id"], if_match=f"/v1/pages/{walk['id']}?state=latest")
    send("unhide_page", EDITOR, page_id=walk["id"])
    why = {"reason": "We have this already"}
    path = f"/v1/pages/{walk['id']}?state=latest"
    send("hide_page_with_reason", EDITOR, why, page_id=walk["id"], if_match=path)
    send("unhide_page", EDITOR, page_id=walk["id"])
    both = {"page": walk["id"], "reason": "Two ways to the same office"}
    draft = send("merge_page", EDITOR, both, page_id=page["id"]).json()["id"]
    send("delete_draft", EDITOR, draft_id=draft, if_match=f"/v1/drafts/{draft}")


def _credit(play: Recorder) -> None:
    send, page = play.send, _tip(play, "Cycle to work")
    send("get_naming", AUTHOR, **IN)
    send("choose_naming", AUTHOR, {"naming": "short"}, **IN)
    send("list_page_contributors", EDITOR, page_id=page["id"])
    send("list_campaign_contributors", EDITOR, **IN)
    send("get_credits", EDITOR, **IN)
    send("get_statistics", EDITOR, **IN)
    send("get_attribution", EDITOR, revision_id=page["revision"]["id"])
    send("trace_passage", EDITOR, **IN, page=page["slug"], start=0, end=8)


def _compile(play: Recorder) -> None:
    send = play.send
    job = send("compile_edition", ADMIN, {"kind": "proof"}, **IN).json()["id"]
    assert run_next_job(play.world.database, {COMPILE: compile_job})
    send("get_job", ADMIN, job_id=job)
    send("list_editions", ADMIN, **IN)
    send("get_edition", ADMIN, **IN, edition=1)
    send("get_artefact", ADMIN, **IN, edition=1, artefact="guide.md")
    send("verify_edition", ADMIN, **IN, edition=1)


def _moderate(play: Recorder) -> None:
    send, walk = play.send, _tip(play, "Walk")
    revision, passage = walk["revision"]["id"], {"passage": "a pair of shoes"}
    preview = send("redact_revision", ADMIN, passage, revision_id=revision, preview=True)
    asked = {**passage, "reason": "A trademark"}
    play.examples.pop("redact_revision")
    send("redact_revision", ADMIN, asked, revision_id=revision, if_match=preview.headers["etag"])
    send("list_redactions", ADMIN, **IN, limit=2)
    path = f"{CAMPAIGN}/members/{READER}/undo"
    send("preview_account_undo", ADMIN, **IN, user=READER)
    send("undo_account", ADMIN, {"summary": "Taken back"}, **IN, user=READER, if_match=path)


def _finish(play: Recorder) -> None:
    send = play.send
    send("close_window", ADMIN, {"reason": "Everybody has written"}, **IN)
    votes = {"reason": "The texts have changed much", "voting_closes_at": CLOSES}
    send("reopen_voting", ADMIN, votes, **IN)
    send("reopen_window", ADMIN, {"reason": "One more week", "closes_at": CLOSES}, **IN)
    along = {"slug": "travel-2", "title": "Getting home", "members": True, "texts": True}
    send("clone_campaign", ADMIN, along, **IN)
    send("archive_campaign", ADMIN, campaign="travel-2")
    send("unarchive_campaign", ADMIN, campaign="travel-2")
    mistyped = {"slug": "travle", "title": "Getting to work"}
    assert play.world.as_(ADMIN).post("/v1/campaigns", json=mistyped).is_success
    send("delete_campaign", ADMIN, campaign="travle", if_match="/v1/campaigns/travle")
    send("list_audit_entries", ADMIN, **IN, limit=2)
    send("list_changes", ADMIN, **IN, limit=2)
    play.world.phase("travel", Phase.PUBLISHED)
    send("open_corrections", ADMIN, {"reason": "A typo in the third tip"}, **IN)
    send("close_corrections", ADMIN, {"reason": "Corrected"}, **IN)
