"""Invitations: good once, for a time, for whom they were made, and for nobody who has only the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.clock import shifted
from app.invitations import accepting
from app.invitations.guessing import FREE
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.words.saying import Language
from tests.client import ApiClient
from tests.invitations.acts import PASSWORD, URL, accept, letters, secret_of, sending_mail, unchanged
from tests.planting import on_one_database
from tests.world import Json, World

GUIDE = "/v1/campaigns/guide"
ME = {"username": "zoe", "name": "Zoé", "password": PASSWORD}


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    world.user("root", site_admin=True, name="Rose Root")
    world.campaign(title="Mieux travailler")


def invite(world: World, by: str = "guide-admin", path: str = f"{GUIDE}/invitations", **body: object) -> Json:
    answer = world.as_(by).post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


@pytest.mark.slow
def test_somebody_comes_in_by_a_link_and_takes_part(world: World) -> None:
    sending_mail(world)
    made = invite(world, role="editor", name="Zoé", department="Sinistres")
    assert made["link"] == f"{URL}/invitation#{made['token']}"
    assert letters(world) == []
    came = accept(world, made["token"], username="zoe", password=PASSWORD)
    assert (came.status_code, came.json()) == (200, {"username": "zoe", "campaign": "guide", "role": "editor"})
    member = next(
        one for one in world.as_("guide-admin").get(f"{GUIDE}/members").json()["items"] if one["name"] == "Zoé"
    )
    assert (member["role"], member["department"]) == ("editor", "Sinistres")
    signed = world.client.post("/v1/auth/token", json={"username": "zoe", "password": PASSWORD})
    assert signed.status_code == 200
    acts = [entry["act"] for entry in world.as_("guide-admin").get(f"{GUIDE}/audit").json()["items"]]
    assert acts[:3] == ["invitation.accepted", "membership.joined", "invitation.made"]


def test_a_letter_says_who_invites_to_what_in_the_language_of_the_campaign(world: World) -> None:
    sending_mail(world)
    made = invite(world, mail="Zoe@Example.org", name="Zoé <script>")
    [(to, language, letter, read)] = letters(world)
    assert (to, language, letter.link) == ("zoe@example.org", Language.FRENCH, made["link"])
    assert read.subject == "Votre invitation à participer à «\u202fMieux travailler\u202f»"
    assert "Guide-Admin vous invite" in read.text
    assert "pendant 14 jours" in read.text
    assert read.text.count(made["token"]) == 1
    assert "<script>" not in read.html
    came = accept(world, made["token"], password=PASSWORD, name="Zoé")
    # The address is what people remember.
    assert came.json()["username"] == "zoe@example.org"
    assert world.as_("root").get("/v1/users/zoe@example.org").json()["mail"] == "zoe@example.org"


def test_a_site_admin_invites_another_one(world: World) -> None:
    sending_mail(world)
    made = invite(world, "root", "/v1/invitations", site_admin=True, mail="zoe@example.org")
    [(_, language, _, read)] = letters(world)
    assert (language, read.subject) == (Language.ENGLISH, "Your invitation to guide.example")
    assert accept(world, made["token"], **ME).json() == {"username": "zoe", "campaign": None, "role": None}
    assert world.as_("root").get("/v1/users/zoe").json()["site_admin"] is True


def test_looking_uses_nothing_up_and_tells_what_it_is(world: World) -> None:
    made = invite(world, name="Zoé")
    for _ in range(3):
        look = world.as_(None).post("/v1/invitations/look", json={"token": made["token"]}).json()
    assert (look["campaign_title"], look["inviter"], look["role"]) == ("Mieux travailler", "Guide-Admin", "contributor")
    assert (look["name"], look["username"], look["has_account"]) == ("Zoé", None, False)
    # No page of a mail program that opens links in advance can do more than look.
    assert world.as_(None).get("/v1/invitations/accept").status_code == 405
    assert accept(world, made["token"], **ME).status_code == 200


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [
        ("accepted", "Cette invitation a déjà été acceptée"),
        ("revoked", "Cette invitation a été retirée"),
        ("expired", "Cette invitation a expiré"),
        ("sent-again", "Cette invitation n’existe pas"),
    ],
)
def test_a_link_that_is_over_lets_nobody_in_and_says_why(world: World, ending: str, sentence: str) -> None:
    made = invite(world)
    admin, path = world.as_("guide-admin"), f"/v1/invitations/{made['id']}"
    endings: dict[str, Callable[[], object]] = {
        "accepted": lambda: accept(world, made["token"], **ME),
        "revoked": lambda: admin.delete(path),
        "expired": lambda: None,
        "sent-again": lambda: admin.post(f"{path}/send-again"),
    }
    endings[ending]()
    with shifted(timedelta(days=14, seconds=1) if ending == "expired" else timedelta(0)):
        client = world.as_(None)
        refused = client.post(
            "/v1/invitations/accept",
            json={"token": made["token"], **ME, "username": "other"},
            headers={"Accept-Language": "fr"},
        )
    assert refused.status_code == (404 if ending == "sent-again" else 409)
    assert refused.json()["detail"].startswith(sentence)
    assert world.as_("root").get("/v1/users/other").status_code == 404


def test_what_was_sent_again_is_good_and_what_was_answered_stays(world: World) -> None:
    sending_mail(world)
    made = invite(world, mail="zoe@example.org")
    again = world.as_("guide-admin").post(f"/v1/invitations/{made['id']}/send-again").json()
    assert [secret_of(letter.link) for _, _, letter, _ in letters(world)] == [made["token"], again["token"]]
    assert accept(world, again["token"], **ME).status_code == 200
    for answer in (
        world.as_("guide-admin").post(f"/v1/invitations/{made['id']}/send-again"),
        world.as_("guide-admin").delete(f"/v1/invitations/{made['id']}"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:bonsens:problem:invitation-over")


def test_somebody_who_is_signed_in_comes_with_their_account_and_loses_no_rank(world: World) -> None:
    made = invite(world, role="reader")
    with unchanged(world):
        refused = accept(world, made["token"], by="guide-editor", password=PASSWORD)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "password")
        assert accept(world, made["token"], by="guide-editor").status_code == 200
    assert world.as_("guide-editor").get(GUIDE).json()["role"] == "editor"


def test_an_address_that_has_an_account_signs_in_first(world: World) -> None:
    sending_mail(world)
    world.user("ada", mail="ada@example.org")
    made = invite(world, mail="ada@example.org")
    refused = accept(world, made["token"], **ME)
    assert (refused.status_code, refused.json()["code"]) == (409, "invitation-mail-has-account")
    assert accept(world, made["token"], by="ada").status_code == 200
    assert world.as_("ada").get(GUIDE).json()["role"] == "contributor"


@pytest.mark.slow
@pytest.mark.parametrize("lacking", ["username", "name", "password"])
def test_what_is_missing_is_named_and_the_link_stays_good(world: World, lacking: str) -> None:
    made = invite(world)
    with unchanged(world):
        refused = accept(world, made["token"], **{field: value for field, value in ME.items() if field != lacking})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, lacking)
    for slip in ({"password": "short"}, {"username": "guide-admin"}, {"username": "É"}):
        with unchanged(world):
            assert accept(world, made["token"], **{**ME, **slip}).status_code in (409, 422)
    assert accept(world, made["token"], **ME).status_code == 200


def come_in_at_once(world: World) -> list[int]:
    """Let four people use one link in one moment, and return the answers."""
    token = invite(world)["token"]
    start = Barrier(4)

    def come(number: int) -> int:
        client = ApiClient(world.app, world.client._contract)
        start.wait()
        said = {**ME, "username": f"zoe-{number}", "token": token}
        return client.post("/v1/invitations/accept", json=said).status_code

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(come, range(4)))


@pytest.mark.slow
def test_of_many_who_use_one_link_at_once_one_comes_in(world: World) -> None:
    assert come_in_at_once(world) == [200, 409, 409, 409]


@pytest.mark.slow
@on_one_database
def test_a_link_that_is_not_used_up_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "state_of", lambda *_: InvitationState.PENDING)
    assert come_in_at_once(world) == [200] * 4


@pytest.mark.slow
def test_who_may_invite_and_who_sees_nothing(world: World) -> None:
    world.campaign("other")
    made = invite(world)
    by_id = (("POST", f"/v1/invitations/{made['id']}/send-again"), ("DELETE", f"/v1/invitations/{made['id']}"))
    for who, status in (("guide-editor", 404), ("guide-reader", 404), ("other-admin", 404), (None, 401)):
        for method, path in by_id:
            assert world.as_(who).request(method, path).status_code == status, (who, path)
        for path in (f"{GUIDE}/invitations", "/v1/invitations"):
            for method in ("GET", "POST"):
                refused = world.as_(who).request(method, path, json={} if method == "POST" else None)
                hidden = path.startswith(GUIDE) and who in ("other-admin", None)
                assert refused.status_code == (404 if hidden else 403 if who else 401), (who, path)
    listed = world.as_("guide-admin").get(f"{GUIDE}/invitations").json()["items"]
    assert [(one["id"], one["state"]) for one in listed] == [(made["id"], "pending")]
    assert "token" not in listed[0]
    assert world.as_("root").get("/v1/invitations").json()["items"] == []


def test_the_database_alone_lets_nobody_in(world: World) -> None:
    made = invite(world, name="Zoé")
    with world.database.reading() as session:
        row = session.scalars(select(Invitation)).one()
        kept = repr(row.model_dump())
        digest = row.token_sha256
    assert made["token"] not in kept
    assert accept(world, digest, **ME).status_code == 404


@pytest.mark.slow
def test_guesses_are_counted_and_a_right_link_is_never_refused(world: World) -> None:
    made = invite(world)
    guesses = [accept(world, f"wrong-link-{number}", **ME) for number in range(FREE + 3)]
    assert [guess.status_code for guess in guesses] == [404] * FREE + [429] * 3
    assert int(guesses[-1].headers["retry-after"]) >= 1
    assert accept(world, made["token"], **ME).status_code == 200


def test_without_an_address_of_its_own_the_service_makes_no_link(world: World) -> None:
    made = world.as_("guide-admin").post(f"{GUIDE}/invitations", json={}, headers={"Host": "evil.example"}).json()
    assert made["link"] is None
    refused = world.as_("guide-admin").post(f"{GUIDE}/invitations", json={"mail": "zoe@example.org"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "mail")
    sending_mail(world)
    made = world.as_("guide-admin").post(f"{GUIDE}/invitations", json={}, headers={"Host": "evil.example"}).json()
    assert made["link"].startswith(f"{URL}/invitation#")
