"""What others try with somebody's session, or to put theirs into their browser. Each tells whether it succeeded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2

from app.clock import database_now, shifted
from app.identity.actor import Actor
from app.identity.service import block_user, get_user, set_password
from app.identity.sessions import end_sessions_of_provider
from app.web.csrf import HEADER
from tests.client import ApiClient
from tests.world import World

HERE, HOST, PLAIN = "https://testserver", "__Host-bonsens", "bonsens"
EVIL = "https://evil.example"
PASSWORD = "correct horse battery"
JOIN, PAGES, SESSION = "/v1/campaigns/guide/join", "/v1/campaigns/guide/pages", "/v1/auth/session"
FORM, TEXT = "application/x-www-form-urlencoded", "text/plain"
WRITTEN = '{"kind": "tip", "theme": "t1", "title": "Piège", "text": "Piège."}'
CREDENTIALS = f'{{"username": "attacker", "password": "{PASSWORD}"}}'
Headers = Mapping[str, str] | list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A victim who is signed in with a browser, and an attacker with an account of their own."""

    world: World
    secret: str
    csrf: str
    attackers: str
    attackers_csrf: str

    def send(self, method: str, path: str, headers: Headers = (), **more: Any) -> httpx2.Response:  # type: ignore[assignment]
        """Send what the victim's browser sends for a page of the attacker's: its cookie, and what that page chose."""
        given = list(headers.items() if isinstance(headers, Mapping) else headers)
        return self.bare().request(method, path, headers=[("Cookie", f"{HOST}={self.secret}"), *given], **more)

    def bare(self, at: str = HERE) -> ApiClient:
        """Return a browser without cookies, whose answers nobody checks."""
        return self.world.client.browser(at).unchecked()

    def leave(self) -> None:
        """Undo what an attack may have done."""
        self.world.as_("guide-admin").delete("/v1/campaigns/guide/members/victim")

    def joined(self) -> bool:
        members = self.world.as_("guide-admin").get("/v1/campaigns/guide/members").json()["items"]
        return any(member["username"] == "victim" for member in members)

    def wrote(self) -> bool:
        listed = self.world.as_("guide-editor").get(f"{PAGES}?state=latest").json()["items"]
        return any(item["title"] == "Piège" for item in listed)

    def is_victim(self, headers: Headers, at: str = HERE, path: str = "/v1/me") -> bool:
        answer = self.bare(at).get(path, headers=headers)
        return answer.status_code == 200 and answer.json().get("username") == "victim"


Attack = Callable[[Scene], bool]


def join(headers: Headers, *, method: str = "POST", path: str = JOIN, **more: Any) -> Attack:
    """Make the victim's browser let them join a campaign, which takes no body."""

    def attack(scene: Scene) -> bool:
        scene.send(method, path, headers, **more)
        return scene.joined()

    return attack


def write(kind: str, content: str = WRITTEN, **headers: str) -> Attack:
    """Make the victim's browser write a page, which takes JSON."""

    def attack(scene: Scene) -> bool:
        scene.world.as_("victim").post(JOIN)
        scene.send("POST", PAGES, {"Content-Type": kind, **headers}, content=content)
        return scene.wrote()

    return attack


def leaked(*headers: tuple[str, str], kind: str | None = None) -> Attack:
    """Make the victim's browser write, with the victim's own token, which got out somehow."""

    def attack(scene: Scene) -> bool:
        token = (HEADER, scene.csrf)
        if kind is None:
            return join([token, *headers])(scene)
        return write(kind, **dict([token, *headers]))(scene)

    return attack


def with_token_of_attacker(scene: Scene) -> bool:
    return join({HEADER: scene.attackers_csrf})(scene)


def with_token_in_cookie_and_header(scene: Scene) -> bool:
    return join([("Cookie", f"csrf=x; {HEADER}=x"), (HEADER, "x")])(scene)


def with_the_cookie_as_token(scene: Scene) -> bool:
    return join([("Cookie", f"{HEADER}={scene.attackers_csrf}"), (HEADER, scene.attackers_csrf)])(scene)


def sign_out(**headers: str) -> Attack:
    """Make the victim's browser sign out."""

    def attack(scene: Scene) -> bool:
        scene.send("DELETE", SESSION, headers)
        return not scene.is_victim({"Cookie": f"{HOST}={scene.secret}"})

    return attack


CROSS_SITE: Mapping[str, Attack] = {
    "a form": join({"Origin": EVIL, "Content-Type": FORM}, content=b""),
    "a form with fields": join({"Origin": EVIL, "Content-Type": FORM}, content=b"a=b"),
    "a form of several parts": join({"Origin": EVIL, "Content-Type": "multipart/form-data; boundary=x"}),
    "a form in a frame without an origin": join({"Origin": "null"}),
    "a form of an old browser": join({"Content-Type": FORM}),
    "JSON of an old browser": join({"Content-Type": "application/json"}),
    "a fetch": join({"Origin": EVIL, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
    "another host of the site": join({"Origin": "https://other.testserver", "Sec-Fetch-Site": "same-site"}),
    "another port": join({"Origin": f"{HERE}:8443"}),
    "plain http": join({"Origin": "http://testserver"}),
    "a link that somebody typed": join({"Sec-Fetch-Site": "none"}),
    "no token, from here": join({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}),
    "an empty token": join({"Origin": HERE, HEADER: ""}),
    "a made up token": join({HEADER: "0" * 64}),
    "the attacker's token": with_token_of_attacker,
    "two tokens": join([(HEADER, "0" * 64), (HEADER, "1" * 64)]),
    "a token in a cookie and a header": with_token_in_cookie_and_header,
    "the attacker's token in a cookie and a header": with_the_cookie_as_token,
    "JSON as a form sends it": write(TEXT, WRITTEN[:-1] + ', "summary": "="}'),
    "JSON without a token": write("application/json"),
    "signing out": sign_out(Origin=EVIL),
    "signing out of an old browser": sign_out(),
}
"""Requests of another site's page with the victim's cookie; a token would stop each."""

NOT_FROM_HERE: Mapping[str, Attack] = {
    "its token, from elsewhere": leaked(("Origin", EVIL)),
    "its token, from nowhere": leaked(("Origin", "null")),
    "its token, from another host of the site": leaked(("Sec-Fetch-Site", "same-site")),
    "its token, from a name that begins alike": leaked(("Origin", f"{HERE}.evil.example")),
    "its token, from a name that ends alike": leaked(("Origin", "https://eviltestserver")),
    "its token, from a user of that name": leaked(("Origin", f"{HERE}@evil.example")),
    "its token, from two origins": leaked(("Origin", HERE), ("Origin", EVIL)),
    "its token, from two sites": leaked(("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")),
    "its token, from another port": leaked(("Origin", f"{HERE}:444")),
    "its token, in a form": leaked(("Content-Type", FORM)),
}
"""The same with the victim's token: what the browser says of the page stops each."""


def by_method(method: str, path: str = JOIN, **headers: str) -> Attack:
    return join(headers, method=method, path=path)


READING: Mapping[str, Attack] = {
    "an image": by_method("GET"),
    "a preload": by_method("HEAD"),
    "a preflight": by_method("OPTIONS", Origin=EVIL),
    "an image with another method in its address": by_method("GET", f"{JOIN}?_method=POST"),
    "a method in a header": by_method("GET", **{"X-HTTP-Method-Override": "POST"}),
    "another method in a header": by_method("GET", **{"X-HTTP-Method": "POST"}),
}
"""What a page can send without asking; nothing that only reads changes anything."""


def login(headers: Mapping[str, str], content: str = CREDENTIALS) -> Attack:
    """Sign the victim's browser in as the attacker, to see what they do."""

    def attack(scene: Scene) -> bool:
        answer = scene.bare().post(SESSION, headers=headers, content=content)
        return any(cookie.startswith(HOST) for cookie in answer.headers.get_list("set-cookie"))

    return attack


LOGIN: Mapping[str, Attack] = {
    "a sign-in by a page of another site": login({"Origin": EVIL, "Content-Type": "application/json"}),
    "a sign-in by another host of the site": login({"Sec-Fetch-Site": "same-site", "Content-Type": "application/json"}),
    "a sign-in from nowhere": login({"Origin": "null", "Content-Type": "application/json"}),
    "a sign-in by plain http": login({"Origin": "http://testserver", "Content-Type": "application/json"}),
}


def as_form(scene: Scene) -> bool:
    return login({"Content-Type": TEXT}, CREDENTIALS[:-1] + "}")(scene)


def keeps_what_was_planted(scene: Scene) -> bool:
    """Put a secret into the victim's browser before they sign in, and be them with it afterwards."""
    planted = "A" * 43
    body = {"username": "victim", "password": PASSWORD}
    scene.bare().post(SESSION, headers={"Cookie": f"{HOST}={planted}"}, json=body)
    return scene.is_victim({"Cookie": f"{HOST}={planted}"})


def keeps_the_attackers(scene: Scene) -> bool:
    """The same with a session of the attacker's."""
    body = {"username": "victim", "password": PASSWORD}
    scene.bare().post(SESSION, headers={"Cookie": f"{HOST}={scene.attackers}"}, json=body)
    return scene.is_victim({"Cookie": f"{HOST}={scene.attackers}"})


def tossed(*cookies: str, headers: int = 1) -> Attack:
    """Put the attacker's session beside the victim's, so that the victim works in it; ``{0}`` is theirs."""

    def attack(scene: Scene) -> bool:
        told = [cookie.format(scene.attackers, scene.secret) for cookie in cookies]
        sent = [("Cookie", cookie.encode("latin-1")) for cookie in ([*told] if headers > 1 else ["; ".join(told)])]
        answer = scene.bare().get("/v1/me", headers=sent)  # type: ignore[arg-type]
        return answer.status_code == 200 and answer.json()["username"] == "attacker"

    return attack


TOSSED: Mapping[str, Attack] = {
    "another host's cookie before": tossed(f"{HOST}={{0}}", f"{HOST}={{1}}"),
    "another host's cookie behind": tossed(f"{HOST}={{1}}", f"{HOST}={{0}}"),
    "another host's cookie in a header of its own": tossed(f"{HOST}={{1}}", f"{HOST}={{0}}", headers=2),
}
MISNAMED: Mapping[str, Attack] = {
    "a name that any host may set": tossed(f"{PLAIN}={{0}}"),
    "a name behind another kind of space": tossed(f"\xa0{HOST}={{0}}"),
    "a name before a line that is none": tossed(f"\x85{HOST}={{0}}"),
    "a name in other letters": tossed("__host-bonsens={0}"),
    "a name in quotes": tossed(f'"{HOST}"={{0}}'),
    "a name behind a comma": tossed(f"a=b, {HOST}={{0}}"),
}


def elsewhere(form: str, at: str = HERE, path: str = "/v1/me", name: str = "Cookie") -> Attack:
    """Use the victim's secret where it does not belong; ``{0}`` is the secret."""

    def attack(scene: Scene) -> bool:
        return scene.is_victim({name: form.format(scene.secret)}, at, path.format(scene.secret))

    return attack


ELSEWHERE: Mapping[str, Attack] = {
    "over plain http": elsewhere(f"{HOST}={{0}}", "http://guide.example"),
    "over plain http by its other name": elsewhere(f"{PLAIN}={{0}}", "http://guide.example"),
    "as a bearer token": elsewhere("Bearer {0}", name="Authorization"),
    "in a query": elsewhere("x={0}", path="/v1/me?session={0}"),
    "cut short": lambda scene: scene.is_victim({"Cookie": f"{HOST}={scene.secret[:-1]}"}),
    "with more behind": elsewhere(f"{HOST}={{0}}A"),
    "in quotes": elsewhere(f'{HOST}="{{0}}"'),
    "in capitals": lambda scene: scene.is_victim({"Cookie": f"{HOST}={scene.secret.swapcase()}"}),
    "as it stands in the database": lambda scene: scene.is_victim({"Cookie": f"{HOST}={stored(scene)}"}),
    "by its number": lambda scene: any(scene.is_victim({"Cookie": f"{HOST}={number}"}) for number in range(1, 4)),
}


def stored(scene: Scene) -> str:
    with scene.world.database.fetching() as connection:
        found = connection.exec_driver_sql("SELECT token_sha256 FROM session ORDER BY id LIMIT 1").scalar_one()
    return str(found)


def replayed(end: Callable[[Scene], object]) -> Attack:
    """Use a copy of the victim's cookie after the session has ended."""

    def attack(scene: Scene) -> bool:
        end(scene)
        copy = {"Cookie": f"{HOST}={scene.secret}"}
        reads = scene.is_victim(copy)
        scene.bare().post(JOIN, headers={**copy, HEADER: scene.csrf})
        return reads or scene.joined()

    return attack


def by_shell(deed: Callable[[Any, Any, Any], object]) -> Callable[[Scene], object]:
    def end(scene: Scene) -> None:
        with scene.world.database.writing() as session:
            deed(session, get_user(session, "victim"), database_now(session))

    return end


def waiting(time: timedelta) -> Attack:
    def attack(scene: Scene) -> bool:
        with shifted(time):
            return scene.is_victim({"Cookie": f"{HOST}={scene.secret}"})

    return attack


def own(scene: Scene) -> list[tuple[str, str]]:
    return [("Cookie", f"{HOST}={scene.secret}"), (HEADER, scene.csrf)]


def sign_in_again(scene: Scene) -> object:
    body = {"username": "victim", "password": PASSWORD}
    return scene.bare().post(SESSION, headers={"Cookie": f"{HOST}={scene.secret}"}, json=body)


REPLAYED: Mapping[str, Attack] = {
    "after signing out": replayed(lambda scene: scene.bare().delete(SESSION, headers=own(scene))),
    "after signing in again": replayed(sign_in_again),
    "after ending all others": replayed(lambda scene: scene.world.as_("victim").delete("/v1/me/sessions")),
    "after a new password": replayed(
        by_shell(lambda session, user, now: set_password(session, Actor(None), user, "another long one", now=now))
    ),
    "after a block": replayed(
        by_shell(lambda session, user, now: block_user(session, Actor(None), user, blocked=True, now=now))
    ),
    "after the provider's own end": replayed(
        by_shell(lambda session, _user, _now: end_sessions_of_provider(session, "acme", "s1"))
    ),
}
OUTLIVED: Mapping[str, Attack] = {"unused": waiting(timedelta(hours=12)), "at last": waiting(timedelta(days=7))}


def ends_anothers(scene: Scene) -> bool:
    """End the victim's session by its number."""
    for number in range(1, 9):
        scene.world.as_("attacker").delete(f"/v1/me/sessions/{number}")
    scene.world.as_("attacker").delete("/v1/me/sessions")
    return not scene.is_victim({"Cookie": f"{HOST}={scene.secret}"})


def lists_anothers(scene: Scene) -> bool:
    listed = scene.world.as_("attacker").get("/v1/me/sessions").json()["items"]
    return any(item["provider"] == "acme" for item in listed)
