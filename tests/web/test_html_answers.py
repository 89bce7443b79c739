"""Every answer that a browser shows forbids itself to run anything, whatever stands in it."""

import pytest

from app.web.middleware import NOTHING_RUNS
from tests.client import ApiClient
from tests.guides.compiles import edition
from tests.payloads import unsafe
from tests.web.test_openapi import operations
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAYLOAD = "\"><script>document.title='RAN'</script><img src=x onerror=alert(1)>"
HTML = {
    "compare_revisions": [f"/v1/pages/1/diff?from=1&to=2&format={format_}" for format_ in ("html", "side", "rendered")],
    "get_attribution": ["/v1/revisions/2/attribution?format=html"],
    "get_artefact": ["/v1/campaigns/guide/editions/1/artefacts/guide.html"],
}
"""What each operation that can answer in HTML is asked for."""


def filled(world: World) -> None:
    """Put the payload wherever people write."""
    world.campaign(title=PAYLOAD, subtitle=PAYLOAD, organisation=PAYLOAD)
    world.theme("guide", "t2", question=PAYLOAD)
    with world.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE user_account SET name = ?, department = ?", (PAYLOAD, PAYLOAD))
    page = world.page(title=PAYLOAD, text=PAYLOAD, theme="t2", summary=PAYLOAD)
    saved = world.edit(page, f"{PAYLOAD}\n\n{PAYLOAD}", by="guide-contributor", title=f"{PAYLOAD} 2")
    world.accept(saved["revision"]["id"], by="guide-editor")


@pytest.mark.slow
def test_every_html_answer_has_a_policy_and_nothing_that_runs(world: World) -> None:
    filled(world)
    edition(world, kind="proof", audience="company")
    offered = {
        operation["operationId"]
        for method, _, operation in operations()
        if method == "get" and any("text/html" in told.get("content", {}) for told in operation["responses"].values())
    }
    assert offered == HTML.keys()
    for path in [path for paths in HTML.values() for path in paths]:
        answer = world.as_("guide-admin").get(path)
        policy = answer.headers["content-security-policy"]
        assert answer.headers["content-type"].startswith("text/html"), path
        assert "default-src 'none'" in policy, path
        assert "script-src" not in policy, path
        assert "base-uri 'none'" in policy, path
        assert answer.headers["x-frame-options"] == "DENY"
        assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == (
            "nosniff",
            "no-referrer",
        )
        assert unsafe(answer.text, styles=1) == [], path


def _conflict(client: ApiClient) -> list[str]:
    base = client.get("/v1/pages/1/revisions").json()["items"][-1]["id"]
    sent = {"base_revision": base, "title": f"{PAYLOAD} 3", "text": f"{PAYLOAD} *ours*", "summary": PAYLOAD}
    hunks = client.post("/v1/pages/1/revisions", json=sent).json()["hunks"]
    return [hunk[f"{side}_html"] for hunk in hunks for side in ("ours", "theirs")]


def test_html_inside_json_runs_nothing(world: World) -> None:
    filled(world)
    client = world.as_("guide-contributor")
    written = client.post("/v1/pages/1/comments", json={"text": PAYLOAD}).json()
    shown = [
        client.post("/v1/render", json={"text": PAYLOAD}).json()["html"],
        client.get("/v1/pages/1?state=latest&render=html").json()["html"],
        client.get("/v1/pages/1?state=latest&positions=true").json()["html"],
        *_conflict(client),
        client.get(f"/v1/comments/{written['id']}?render=html").json()["html"],
    ]
    for html in shown:
        assert html
        assert unsafe(html) == []


def test_what_has_no_policy_of_its_own_may_do_nothing(world: World) -> None:
    filled(world)
    answer = world.as_("guide-contributor").get(HTML["compare_revisions"][0])
    assert answer.headers["content-security-policy"] == NOTHING_RUNS
    # A refusal is no page.
    refused = world.as_(None).get(HTML["compare_revisions"][0])
    assert refused.headers["content-type"] == "application/problem+json"
    reference = world.as_(None).unchecked().get("/docs")
    assert "default-src 'none'" in reference.headers["content-security-policy"]
