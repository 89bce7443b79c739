"""A campaign is corrected after its release: who may, what it takes, and what the next release says of it."""

import pytest

from app.campaigns import rules
from app.campaigns.rules import AcceptancePolicy, Act, Phase, Role
from app.digests import sha256
from app.guides import compiling, correcting
from app.guides.formats import FORMATS
from app.pages import accepted
from app.pages.revisions import appending
from app.pages.rules import Verdict
from tests.guides.compiles import accepted_page, compiled, edition, editions
from tests.guides.corrections import (
    ADMIN,
    AUTHOR,
    GUIDE,
    NUMBER,
    TYPO,
    WHY_NUMBER,
    WHY_TYPO,
    artefact,
    correct,
    latest,
    move_corrections,
    printed,
    proven,
    release,
    released,
    sentences,
    told,
)
from tests.pages.acts import EDITOR, refused, save
from tests.planting import on_one_database
from tests.world import Json, World

MATCH = {"If-Match": "*"}
CHANGED = ("Apelez le 3900 en cas de doute.", "Appelez le 3900 en cas de doute.")
CHANGED_AGAIN = ("Appelez le 3900 en cas de doute.", "Appelez le 3000 en cas de doute.")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile to Markdown and JSON only."""
    monkeypatch.setattr(compiling, "FORMATS", {name: FORMATS[name] for name in ("md", "json")})


def credited(made: Json) -> dict[str | None, int]:
    return {line["name"]: line["tokens"] for line in made["manifest"]["contributors"]}


def corrected_twice(world: World) -> tuple[Json, list[Json]]:
    """Return the tip of a campaign that was corrected twice after its release, and its three editions."""
    page = released(world)
    made = [release(world)]
    move_corrections(world, "open")
    correct(world, page, TYPO, WHY_TYPO)
    made.append(release(world))
    move_corrections(world, "close")
    move_corrections(world, "open")
    correct(world, page, NUMBER, WHY_NUMBER, title="Fermer à clef")
    made.append(release(world))
    return page, made


@pytest.mark.slow
@pytest.mark.covers
def test_a_campaign_corrected_twice_has_three_editions_each_verified(world: World) -> None:
    page, made = corrected_twice(world)
    assert [item["number"] for item in editions(world)] == [3, 2, 1]
    # Without a new correction there is nothing to seal, whatever the last edition corrected.
    assert compiled(world, kind="release", audience="public")["result"].endswith("/editions/3")
    assert [item["number"] for item in editions(world)] == [3, 2, 1]
    errata_are_right(world, made)
    assert [proven(world, each) for each in made] == 3 * [{"proven": True, "broken": [], "notes": []}]
    for name, facts in made[0]["manifest"]["artefacts"].items():
        assert sha256(artefact(world, made[0], name)) == facts["sha256"]
    # Of the words of the first edition one was corrected, then another one, and two came into the title.
    before, after = credited(made[0]), credited(made[2])
    assert sum(before.values()) + 2 == sum(after.values())
    assert after["Guide-Contributor"] == before["Guide-Contributor"] - 2
    assert after["Guide-Editor"] == 4
    assert world.as_(AUTHOR).get(f"/v1/pages/{page['id']}/tally").json()["support"] == 1


def errata_are_right(world: World, made: list[Json]) -> None:
    first, second, third = made
    assert told(world, first) == []
    assert "errata" not in first["manifest"]
    (of_second,) = told(world, second)
    newest, older = told(world, third)
    assert of_second["edition"] == first["digest"]
    assert of_second["imprint"] == first["manifest"]["snapshot_digest"]
    assert older == of_second
    assert (newest["edition"], newest["imprint"]) == (second["digest"], second["manifest"]["snapshot_digest"])
    (correction,), (again,) = of_second["corrections"], newest["corrections"]
    assert (sentences(correction), correction["reasons"], correction["tip_before"]) == ([CHANGED], [WHY_TYPO], 1)
    assert (sentences(again), again["reasons"]) == ([("Fermer", "Fermer à clef"), CHANGED_AGAIN], [WHY_NUMBER])
    (named,) = second["manifest"]["errata"][0]["pages"]
    assert (named["before"]["revision"], named["after"]["revision"], named["reasons"]) == (1, 2, [WHY_TYPO])
    for edition_, went, digest in ((second, "Apelez", of_second["imprint"]), (third, "3900", newest["imprint"])):
        shown = {name: artefact(world, edition_, f"guide.{name}").decode() for name in ("md", "html")}
        shown["pdf"] = printed(world, edition_)
        assert f"~~{went}~~" in shown["md"]
        assert f"<del>{went}</del>" in shown["html"]
        for name, text in shown.items():
            for words in (digest, WHY_TYPO, "Errata", "Édition corrigée"):
                assert words in text, (name, words)
        assert all(words in shown["pdf"] for words in CHANGED)


def sealing_again(world: World) -> None:
    """Fail where a compile without new corrections seals another edition."""
    page = released(world)
    release(world)
    move_corrections(world, "open")
    correct(world, page, TYPO, WHY_TYPO)
    numbers = [release(world)["number"] for _ in range(2)]
    assert numbers == [2, 2]


@pytest.mark.slow
@on_one_database
@pytest.mark.usefixtures("quick")
def test_an_erratum_on_the_last_edition_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = correcting._releases
    monkeypatch.setattr(correcting, "_releases", lambda *of: [*releases(*of)][:1])
    with pytest.raises(AssertionError, match="2, 3"):
        sealing_again(world)


def contributors_stay_out(world: World) -> None:
    """Fail where anybody but an editor can correct, or anybody while corrections are closed."""
    page = released(world)
    release(world)
    for is_open in (False, True):
        if is_open:
            move_corrections(world, "open")
        before = latest(world, page)
        late = save(world.as_(AUTHOR), page["id"], before["revision"]["id"], TYPO)
        assert late.status_code == 409, "a contributor corrects"
        assert refused(late, 409, "window-closed")["draft_id"] is not None
        saved = save(world.as_(EDITOR), page["id"], before["revision"]["id"], f"{TYPO}\n{is_open}\n")
        assert saved.status_code == (201 if is_open else 409)
        assert is_open or saved.json()["code"] == "corrections-closed-draft-kept"
    accept = world.as_(AUTHOR).post(f"/v1/revisions/{saved.json()['revision']['id']}/accept", json={}, headers=MATCH)
    assert accept.status_code == 403


@pytest.mark.slow
@pytest.mark.covers
@pytest.mark.usefixtures("quick")
def test_editors_correct_and_contributors_do_not(world: World) -> None:
    contributors_stay_out(world)
    allowed = world.as_(EDITOR).get(GUIDE).json()["allowed_actions"]
    assert {"edit", "review"} <= set(allowed)
    assert {"arrange", "vote", "compile-proof"}.isdisjoint(allowed)
    assert move_corrections(world, "close")["corrections_opened_at"] is None
    assert "edit" not in world.as_(EDITOR).get(GUIDE).json()["allowed_actions"]
    window = world.as_(EDITOR).get(f"{GUIDE}/window").json()["items"]
    assert [act["act"] for act in window] == ["closed", "corrections-opened", "corrections-closed"]


@pytest.mark.slow
@on_one_database
@pytest.mark.usefixtures("quick")
def test_a_contributor_who_could_correct_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.CORRECTING, Act.EDIT, Role.CONTRIBUTOR)
    with pytest.raises(AssertionError, match="a contributor corrects"):
        contributors_stay_out(world)


def corrections_take_a_reason(world: World, **settings: object) -> None:
    """Fail where a correction is accepted without a reason, by saving, or by fewer editors than it takes."""
    page = released(world)
    release(world)
    assert world.as_(ADMIN).patch(GUIDE, json=settings, headers=MATCH).is_success
    move_corrections(world, "open")
    shown = latest(world, page)["accepted_number"]
    saved = world.edit(latest(world, page), TYPO, by=EDITOR)["revision"]
    assert latest(world, page)["accepted_number"] == shown
    bare = world.as_(EDITOR).post(f"/v1/revisions/{saved['id']}/accept", json={}, headers=MATCH)
    assert refused(bare, 422, "invalid")["errors"][0]["field"] == "reason"
    decided = world.accept(saved["id"], by=EDITOR, reason=WHY_TYPO)
    assert (decided["correction"], decided["accepted"]) == (True, settings.get("editors_needed", 1) == 1)
    if not decided["accepted"]:
        decided = world.accept(saved["id"], by=ADMIN, reason="Je confirme.")
        assert decided["accepted"]
    assert latest(world, page)["accepted_number"] == saved["number"]
    items = world.as_(EDITOR).get(f"/v1/pages/{page['id']}/decisions").json()["items"]
    assert [item["correction"] for item in items][-1:] == [False]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("policy", AcceptancePolicy)
@pytest.mark.parametrize("needed", [1, 2])
def test_editors_accept_a_correction_whatever_the_policy_was(
    world: World, policy: AcceptancePolicy, needed: int
) -> None:
    corrections_take_a_reason(world, acceptance=policy, editors_needed=needed, editor_override=False)


@on_one_database
@pytest.mark.usefixtures("quick")
def test_a_policy_that_accepts_corrections_by_saving_would_be_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(session: object, page: object, revision_id: int) -> None:
        ruling = accepted.Ruling(revision_id, Verdict.ACCEPT, "Enregistré.", None)
        accepted.record_decision(session, page, ruling)  # type: ignore[arg-type]

    with monkeypatch.context() as planted:
        planted.setattr(appending, "accept_if_open", careless)
        with pytest.raises(AssertionError):
            corrections_take_a_reason(world, acceptance=AcceptancePolicy.OPEN)


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_what_was_redacted_is_accepted_anew_and_not_repeated(world: World) -> None:
    page = released(world, "Le secret est 1234.\n")
    other = latest(world, page)["revision"]["id"]
    first = release(world)
    redact = world.as_(ADMIN).post(f"/v1/revisions/{other}/redact?preview=true", json={})
    headers = {"If-Match": redact.headers["etag"]}
    assert (
        world.as_(ADMIN).post(f"/v1/revisions/{other}/redact", json={"reason": "Illicite"}, headers=headers).is_success
    )
    move_corrections(world, "open")
    correct(world, page, "Gardez les secrets.\n", "Un secret était imprimé.")
    second = release(world)
    ((correction,),) = (erratum["corrections"] for erratum in told(world, second))
    assert (correction["redacted"], correction["rewordings"]) == (True, [])
    assert correction["reasons"] == ["Un secret était imprimé."]
    for name in ("guide.md", "guide.json"):
        assert "1234" not in artefact(world, second, name).decode()
    assert "Des mots ont été retirés" in artefact(world, second, "guide.md").decode()
    assert [proven(world, made)["proven"] for made in (first, second)] == [True, True]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_what_is_redacted_later_is_told_of_the_editions_that_repeat_it(world: World) -> None:
    page = released(world)
    before = latest(world, page)["revision"]["id"]
    release(world)
    move_corrections(world, "open")
    correct(world, page, TYPO, WHY_TYPO)
    second = release(world)
    preview = world.as_(ADMIN).post(f"/v1/revisions/{before}/redact?preview=true", json={})
    assert [carrier["number"] for carrier in preview.json()["editions"]] == [1, 2]
    headers = {"If-Match": preview.headers["etag"]}
    assert world.as_(ADMIN).post(f"/v1/revisions/{before}/redact", json={"reason": "X"}, headers=headers).is_success
    verified = proven(world, second)
    assert verified["proven"]
    assert "revision 1 was redacted" in verified["notes"][0]
    correct(world, page, NUMBER, WHY_NUMBER)
    newest, older = told(world, release(world))
    assert sentences(newest["corrections"][0]) == [CHANGED_AGAIN]
    assert (older["corrections"][0]["redacted"], older["corrections"][0]["rewordings"]) == (True, [])


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_pages_that_come_and_go_and_lines_apart_are_listed(world: World) -> None:
    world.campaign()
    gone, stays = (accepted_page(world, f"{title}.\n", title=title) for title in ("Un", "Deux"))
    world.phase("guide", Phase.REVIEW)
    release(world)
    move_corrections(world, "open")
    revision = latest(world, gone)["revision"]["id"]
    why = {"reason": "Ce service n’existe plus."}
    assert world.as_(EDITOR).post(f"/v1/revisions/{revision}/unaccept", json=why, headers=MATCH).is_success
    new = world.page(by=EDITOR, kind="glossary", theme=None, title="Glossaire", text="Mot : chose.\n")
    world.accept(new["revision"]["id"], by=EDITOR, reason="Oublié.")
    assert world.as_(ADMIN).patch(f"{GUIDE}/themes/t1", json={"question": "Et ?"}, headers=MATCH).is_success
    (erratum,) = told(world, release(world))
    assert erratum["renumbered"]
    found = [
        (one["change"], one["kind"], one["title"], one["anchor"], one["tip_before"], one["reasons"])
        for one in erratum["corrections"]
    ]
    assert found == [
        ("changed", "question", "Et ?", "t1", None, []),
        ("removed", "tip", "Un", None, 1, [why["reason"]]),
        ("added", "glossary", "Glossaire", "glossaire", None, ["Oublié."]),
    ]
    correct(world, stays, "*Deux*.\n", "Mise en valeur.")
    newest = told(world, release(world))[0]
    assert sentences(newest["corrections"][0]) == []


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_an_erratum_is_for_those_who_had_the_earlier_edition(world: World) -> None:
    page = released(world)
    edition(world, kind="release", audience="members")
    move_corrections(world, "open")
    correct(world, page, TYPO, WHY_TYPO)
    # The public never saw what the members were told by mistake.
    assert told(world, release(world)) == []
    proof = edition(world, kind="proof", audience="members")
    members = edition(world, kind="release", audience="members")
    assert told(world, proof) == told(world, members)
    assert [sentences(one["corrections"][0]) for one in told(world, members)] == [[CHANGED]]


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_rewritten_tip_keeps_its_reason_through_a_correction(world: World) -> None:
    page = released(world)
    rewritten = "Un tout autre conseil, écrit par la rédaction.\n"
    saved = world.edit(page, rewritten, by=EDITOR)["revision"]
    world.accept(saved["id"], by=EDITOR)
    refused(world.as_(ADMIN).post(f"{GUIDE}/editions", json={"kind": "release"}), 409, "release-refused")
    reason = {"rewritten_reason": "Plus clair."}
    assert world.as_(EDITOR).patch(f"/v1/pages/{page['id']}", json=reason, headers=MATCH).is_success
    release(world)
    move_corrections(world, "open")
    correct(world, page, rewritten.replace("tout autre", "autre"), "Une répétition.")
    second = release(world)
    assert second["manifest"]["pages"][0]["voted"]["reason"] == "Plus clair."


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_correction_that_rewrites_a_tip_says_why(world: World) -> None:
    page = released(world)
    release(world)
    move_corrections(world, "open")
    correct(world, page, "Un tout autre conseil, écrit par la rédaction.\n", "La loi a changé.")
    assert release(world)["manifest"]["pages"][0]["voted"]["reason"] == "La loi a changé."
