// Plays the pages in Chromium: `node play.mjs BASE CAMPAIGN PAGE USERNAME PASSWORD ADMIN`; prints what it saw as JSON.
import axe from "axe-core";
import { chromium } from "playwright-core";

const [base, campaign, tip, username, password, admin] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const seen = { foreign: [], reports: [], errors: [], violations: {}, sideways: [], requests: {}, planted: {} };
const MOST_TABS = 80;

async function open(options = {}) {
  const context = await browser.newContext({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== base && url.protocol !== "data:") seen.foreign.push(request.url());
  });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  await page.exposeFunction("reported", (what) => seen.reports.push(what));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => window.reported(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return page;
}

/** Press Tab until what has the focus is called so. */
async function reach(page, name) {
  for (let presses = 0; presses < MOST_TABS; presses++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const one = document.activeElement;
      const label = one?.id ? document.querySelector(`label[for="${one.id}"]`)?.textContent : "";
      return (one?.getAttribute("aria-label") || label || one?.textContent || "").replace(/[\s\u202f\u00a0]+/g, " ").trim();
    });
    if (found.includes(name)) return;
  }
  throw new Error(`Tab does not reach “${name}” on ${page.url()}`);
}

async function heading(page, text) {
  await page.locator("h1", { hasText: text }).waitFor();
  await page.waitForTimeout(200);
}

async function byKeyboard() {
  const page = await open();
  await page.goto(`${base}/sign-in`);
  await reach(page, "Identifiant");
  await page.keyboard.type(username);
  await reach(page, "Mot de passe");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await heading(page, "Guide");
  await reach(page, "Pourquoi ?");
  await page.keyboard.press("Enter");
  await heading(page, "Pourquoi ?");
  await reach(page, "Fermez");
  await page.keyboard.press("Enter");
  await heading(page, "Fermez");
  await reach(page, "Soutenir");
  await page.keyboard.press("Enter");
  await page.locator('.dock button[aria-pressed="true"]').waitFor();
  await reach(page, "Commenter");
  await page.keyboard.press("Enter");
  await page.locator("textarea").waitFor();
  await page.keyboard.type("Et le soir ?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".note", { hasText: "Et le soir ?" }).waitFor();
  await page.context().close();
}

async function signIn(page, who) {
  await page.goto(`${base}/sign-in`);
  await page.fill("#username", who);
  await page.fill("#password", password);
  await page.click("form button.btn");
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

async function judged(page) {
  await page.evaluate(axe.source);
  const told = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return told.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
}

const inside = `/c/${campaign}`;
const PAGES = [
  ...["/sign-in", "/join", "/me", "/?all"].map((path) => [path, path === "/sign-in" || path === "/join" ? null : username]),
  ...["", "/themes/t1", `/pages/${tip}`, `/pages/${tip}?view=who`, `/pages/${tip}?view=changed`, `/pages/${tip}/history`,
    `/pages/${tip}/compare?from=1&to=2`, "/drafts", "/people", "/guide", "/ranking", "/pages/none", "/nowhere"].map((path) => [inside + path, username]),
  ...["/review", "/admin", "/admin/window", "/admin/settings", "/admin/themes", "/admin/members", "/admin/codes", "/admin/redaction", "/admin/redaction?revision=1", "/admin/undo",
    `/admin/undo?user=${username}`, "/ranking", `/pages/${tip}`].map((path) => [inside + path, admin]),
];

async function everyPage() {
  for (const width of [1280, 320]) for (const who of [null, username, admin]) {
    const page = await open({ viewport: { width, height: 800 } });
    if (who) await signIn(page, who);
    for (const [path] of PAGES.filter(([, whose]) => whose === who)) {
      let asked = 0;
      const count = (request) => (asked += request.url().startsWith(`${base}/v1/`) ? 1 : 0);
      page.on("request", count);
      await page.goto(base + path, { waitUntil: "networkidle" });
      page.off("request", count);
      seen.requests[path] = Math.max(asked, seen.requests[path] ?? 0);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) seen.sideways.push(`${path} ${width}: ${over} px`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(200);
        for (const found of await judged(page)) seen.violations[`${path} ${width} ${colorScheme}`] = [...(seen.violations[`${path} ${width} ${colorScheme}`] ?? []), found];
      }
      await page.emulateMedia({ colorScheme: "light" });
    }
    await page.context().close();
  }
}

/** Each zero above is worth what it would have found. */
async function planted() {
  const page = await open();
  await page.goto(`${base}/sign-in`, { waitUntil: "networkidle" });
  await page.evaluate(() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="data:,"><p id="pale">pale</p>');
    Object.assign(document.getElementById("pale").style, { color: "#eee", background: "#fff" });
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
  });
  const other = await open({ bypassCSP: true });
  await other.goto(`${base}/sign-in`);
  await other.evaluate(() => fetch("https://elsewhere.example/").catch(() => {}));
  await other.context().close();
  await page.waitForTimeout(300);
  seen.planted = { ran: await page.evaluate(() => window.ran === true), violations: await judged(page), reports: seen.reports.splice(0), foreign: seen.foreign.splice(0) };
  await page.context().close();
}

await planted();
await byKeyboard();
await everyPage();
console.log(JSON.stringify(seen));
await browser.close();
