// Plays one scene in Chromium: `node browse.js PROFILE SCENE …`; prints what it saw as JSON.
import { chromium } from "playwright-core";

const [profile, scene, bonsens, name, person] = process.argv.slice(2);
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
page.setDefaultTimeout(20_000);

async function me() {
  const answer = await page.goto(`${bonsens}/v1/me`);
  return answer.status() === 200 ? (await answer.json()).username : null;
}

async function signIn() {
  const listed = await (await page.goto(`${bonsens}/v1/auth/providers`)).json();
  const { login } = listed.items.find((one) => one.id === name);
  await page.goto(`${bonsens}${login}?next=/v1/me`);
  for (let step = 0; step < 3 && !page.url().startsWith(bonsens); step++) {
    if (await page.locator("input[name=login]").count()) {
      await page.fill("input[name=login]", person);
      await page.fill("input[name=password]", "anything");
    }
    await Promise.all([page.waitForNavigation(), page.click("button[type=submit]")]);
  }
  const at = page.url();
  const cookies = (await browser.cookies(bonsens)).filter((one) => one.name.startsWith("bonsens"));
  return { at, me: await me(), cookies };
}

async function signOutThere() {
  await page.goto(`${person}/session/end`);
  const sent = Date.now();
  await Promise.all([page.waitForNavigation(), page.click("button[value=yes]")]);
  const after = await me();
  return { me: after, milliseconds: Date.now() - sent };
}

async function signOutHere() {
  await page.goto(`${bonsens}/v1/me`);
  const url = await page.evaluate(async (provider) => {
    const session = await (await fetch("/v1/auth/session")).json();
    const forged = await fetch(`/v1/auth/providers/${provider}/logout`, { method: "POST" });
    if (forged.status !== 403) throw new Error(`without a token: ${forged.status}`);
    const headers = { "X-CSRF-Token": session.csrf_token };
    return (await (await fetch(`/v1/auth/providers/${provider}/logout`, { method: "POST", headers })).json()).url;
  }, name);
  const shown = await page.goto(url);
  return { me: await me(), status: shown.status() };
}

const scenes = { signIn, signOutThere, signOutHere, me: async () => ({ me: await me() }) };
console.log(JSON.stringify(await scenes[scene]()));
await browser.close();
