/** The whole story of a guide by keyboard alone, stored payloads on every page, other media, trees, a slow line: `node whole.mjs CONFIG`. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { base, campaign, password } = config
const inside = `/c/${campaign}`
const browser = await chromium.launch({ executablePath: config.chromium, args: ['--no-sandbox'] })
const seen = { foreign: [], reports: [], errors: [], ran: [], sideways: [], figures: {}, changed: [] }
const MOST_TABS = 90

async function person(username, options = {}) {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', viewport: { width: 1280, height: 860 }, baseURL: base, ...options })
  const tab = await context.newPage()
  tab.setDefaultTimeout(20_000)
  tab.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== base && !['data:', 'blob:'].includes(url.protocol)) seen.foreign.push(request.url())
  })
  tab.on('pageerror', (error) => seen.errors.push(error.message))
  tab.on('dialog', (dialog) => dialog.accept())
  await tab.exposeFunction('reported', (what) => seen.reports.push(what))
  await tab.addInitScript(() => addEventListener('securitypolicyviolation', (event) => window.reported(`${event.violatedDirective} ${event.blockedURI}`)))
  if (username) {
    await tab.goto('/sign-in')
    const status = await tab.evaluate(
      ([name, words]) => fetch('/v1/auth/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: name, password: words }) }).then((told) => told.status),
      [username, password],
    )
    assert.equal(status, 201)
  }
  return tab
}

async function asked(token, path, method = 'GET', body) {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) }
  const answer = await fetch(`${base}/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${path} answers ${answer.status}: ${await answer.clone().text()}`)
  return answer.json()
}

/** Press Tab until what has the focus is called so; the keyboard does all that is done. */
async function reach(tab, name) {
  for (let presses = 0; presses < MOST_TABS; presses++) {
    await tab.keyboard.press('Tab')
    const found = await tab.evaluate(() => {
      const one = document.activeElement
      const label = one?.id ? document.querySelector(`label[for="${one.id}"]`)?.textContent : ''
      return (one?.getAttribute('aria-label') || label || one?.closest('label')?.textContent || one?.textContent || '').replace(/[\s\u202f\u00a0]+/g, ' ').trim()
    })
    if (found.includes(name) && found.length < 200) return
  }
  throw new Error(`Tab does not reach “${name}” on ${tab.url()}`)
}

async function press(tab, name, key = 'Enter') {
  await reach(tab, name)
  await tab.keyboard.press(key)
}

async function heading(tab, text) {
  await tab.locator('h1', { hasText: text }).first().waitFor()
  await tab.waitForTimeout(250)
}

const isSaved = (tab) => tab.waitForURL((url) => !/\/(edit|new)$/.test(url.pathname))

const scenes = {
  async 'what is planted is found'() {
    const tab = await person(null, { bypassCSP: true })
    await tab.goto('/sign-in', { waitUntil: 'networkidle' })
    await tab.evaluate(() => (document.querySelector('main').innerHTML += `<img src=x onerror="document.title='RAN'">`))
    await tab.evaluate(() => fetch('https://elsewhere.example/').catch(() => {}))
    await tab.waitForFunction(() => document.title === 'RAN')
    assert.equal(seen.foreign.splice(0).length, 1)
    await tab.context().close()
  },

  async 'the whole story by keyboard alone'() {
    const tab = await person(null)
    await tab.goto('/sign-in')
    await reach(tab, 'Identifiant')
    await tab.keyboard.type('lucie')
    await reach(tab, 'Mot de passe')
    await tab.keyboard.type(password)
    await tab.keyboard.press('Enter')
    await heading(tab, 'Guide')
    await press(tab, 'Pourquoi ?')
    await heading(tab, 'Pourquoi ?')
    await press(tab, 'Écrire un conseil')
    await tab.getByRole('textbox', { name: 'Texte de la page' }).waitFor()
    await reach(tab, 'Titre')
    await tab.keyboard.type('Une lampe au clavier')
    await reach(tab, 'Texte de la page')
    await tab.keyboard.type('Posez la lampe à gauche. Éteignez-la le soir.')
    await press(tab, 'Publier le conseil')
    await isSaved(tab)
    await heading(tab, 'Une lampe au clavier')
    const slug = new URL(tab.url()).pathname.split('/').pop()
    const { items } = await asked(config.tokens.other, `/campaigns/${campaign}/pages?slug=${slug}&state=latest`)
    const page = () => asked(config.tokens.other, `/pages/${items[0].id}?state=latest`)
    await press(tab, 'Soutenir')
    await tab.locator('.dock button[aria-pressed="true"]').waitFor()
    await press(tab, 'Commenter')
    await tab.locator('textarea').waitFor()
    await tab.keyboard.type('Et les gauchers ?')
    await tab.keyboard.press('Tab')
    await tab.keyboard.press('Enter')
    await tab.locator('.note', { hasText: 'Et les gauchers ?' }).waitFor()
    await press(tab, 'Modifier')
    await tab.getByRole('textbox', { name: 'Texte de la page' }).waitFor()
    const { revision } = await page()
    await asked(config.tokens.other, `/pages/${items[0].id}/revisions`, 'POST', { base_revision: revision.id, text: revision.text.replace('le soir', 'avant de partir') })
    await reach(tab, 'Texte de la page')
    await tab.keyboard.press('Control+End')
    for (let left = 0; left < 'le soir.'.length; left++) await tab.keyboard.press('Backspace')
    await tab.keyboard.type('la nuit.')
    await tab.keyboard.press('Control+s')
    const dialog = tab.getByRole('dialog')
    await dialog.getByText('a changé').first().waitFor()
    await press(tab, 'Contributor-0 a écrit', 'ArrowDown')
    await press(tab, 'Enregistrer')
    await isSaved(tab)
    assert.ok((await page()).revision.text.includes('Éteignez-la la nuit.'), (await page()).revision.text)
    await tab.context().close()

    const boss = await person('ada')
    await boss.goto(`${inside}/review`)
    await heading(boss, 'relire')
    while (!(await boss.locator('#judged').textContent()).includes('Une lampe au clavier')) {
      await boss.keyboard.press('j')
      await boss.waitForTimeout(150)
    }
    await press(boss, 'Accepter')
    await boss.waitForTimeout(300)
    await boss.goto(`${inside}/admin/window`)
    await press(boss, 'Clore maintenant')
    await reach(boss, 'Pourquoi ?')
    await boss.keyboard.type('Le mois est écoulé')
    await press(boss, 'Clore maintenant')
    await boss.locator('p.told.good').waitFor()
    await until(async () => (await page()).accepted !== null && (await asked(config.tokens.other, `/pages/${items[0].id}`)).revision)
    await boss.goto(`${inside}/admin`)
    await press(boss, 'Faire paraître le guide')
    await boss.locator('dialog[open]').waitFor()
    await press(boss, 'Faire paraître le guide')
    await until(async () => (await asked(config.tokens.other, `/campaigns/${campaign}/editions`)).items.length > 0)
    await boss.goto(`${inside}/guide`)
    await heading(boss, 'guide')
    const shown = boss.context().waitForEvent('page')
    await press(boss, 'Lire en ligne')
    const book = await shown
    await book.getByText('Éteignez-la la nuit.').waitFor()
    await boss.context().close()
  },

  async 'stored payloads run nowhere'() {
    for (const [who, paths] of Object.entries(everywhere())) {
      const tab = await person(who)
      for (const path of paths) {
        await tab.goto(path, { waitUntil: 'networkidle' })
        for (const summary of await tab.locator('summary:visible').all()) await summary.click({ timeout: 1000 }).catch(() => {})
        if ((await tab.title()) === 'RAN' || (await tab.evaluate(() => window.ran))) seen.ran.push(path)
      }
      await tab.context().close()
    }
  },

  async 'trees, print, forced colours, no motion, four times as large'() {
    for (const [who, paths] of Object.entries({ lucie: main().slice(0, 6), ada: main().slice(6) })) {
      const tab = await person(who)
      for (const path of paths) {
        await tab.goto(path, { waitUntil: 'networkidle' })
        await remember(path, await tab.locator('body').ariaSnapshot(), await order(tab))
        await tab.emulateMedia({ reducedMotion: 'reduce' })
        const moving = await tab.evaluate(() => document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).length)
        if (moving > 0) seen.errors.push(`${path}: ${moving} things move although nothing should`)
        await tab.emulateMedia({ forcedColors: 'active' })
        if (config.shots) await tab.screenshot({ path: `${config.shots}/forced-${named(path)}.png` })
        await tab.keyboard.press('Tab')
        const outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
        if (outline === 'none') seen.errors.push(`${path}: the focus is not seen in forced colours`)
        await tab.emulateMedia({ forcedColors: 'none', media: 'print' })
        if (config.shots) await tab.screenshot({ path: `${config.shots}/print-${named(path)}.png` })
        const printed = await tab.evaluate(() => [...document.querySelectorAll('header.top nav, .dock')].filter((one) => one.checkVisibility()).length)
        if (printed > 0) seen.errors.push(`${path}: what one presses is printed`)
        await tab.emulateMedia({ media: 'screen' })
        await tab.setViewportSize({ width: 320, height: 256 })
        const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        if (over > 0) seen.sideways.push(`${path}: ${over} px`)
        await tab.setViewportSize({ width: 1280, height: 860 })
      }
      await tab.context().close()
    }
  },

  async 'a slow line'() {
    const tab = await person('lucie')
    const session = await tab.context().newCDPSession(tab)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    const bytes = (1.6 * 1024 * 1024) / 8
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: bytes, uploadThroughput: bytes })
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const times = []
    for (let tries = 0; tries < 3; tries++) {
      const started = Date.now()
      await tab.goto(`${inside}/themes/t1`, { waitUntil: 'commit' })
      await tab.locator('main a[href*="/pages/"]').first().waitFor()
      times.push(Date.now() - started)
    }
    seen.figures['list ready at 1.6 Mbit/s, 150 ms, CPU / 4, nothing cached (ms)'] = times.sort((one, other) => one - other)[1]
    await tab.context().close()
  },
}

const tip = () => `${inside}/pages/${config.tip}`

/** The pages whose trees are kept: six of whoever takes part, then those of the team. */
function main() {
  return [`${inside}`, `${inside}/themes/t1`, tip(), `${tip()}/history`, `${inside}/drafts`, `${inside}/people`, `${inside}/review`, `${inside}/ranking`, `${inside}/admin`, `${inside}/admin/members`]
}

function everywhere() {
  const read = ['/?all', '/me', ...['', '/themes/t1', '/drafts', '/people', '/guide', '/ranking', '/new?theme=t1'].map((path) => inside + path)]
  const texts = ['', '?view=who', '?view=changed', '/history', '/compare?from=1&to=2', '/edit'].map((path) => tip() + path)
  const team = ['/review', '/admin', '/admin/window', '/admin/settings', '/admin/themes', '/admin/members'].map((path) => inside + path)
  return { lucie: [...read, ...texts], ada: [...team, ...texts] }
}

const named = (path) => path.replace(inside, 'home').replace(/[^a-z0-9]+/gi, '-')

/** Return what Tab goes through, in order; times and days are not the page's. */
async function order(tab) {
  await tab.evaluate(() => document.activeElement.blur())
  const found = []
  for (let presses = 0; presses < 40; presses++) {
    await tab.keyboard.press('Tab')
    const words = await tab.evaluate(() => {
      const one = document.activeElement
      return one === document.body ? null : `${one.tagName.toLowerCase()} ${(one.getAttribute('aria-label') || one.textContent || one.id || '').replace(/\s+/g, ' ').trim().slice(0, 60)}`
    })
    if (words === null) break
    found.push(words)
  }
  return found
}

/** Compare a tree with the one that is kept, or keep it where that is asked for. */
async function remember(path, tree, tabs) {
  const told = `${tree}\n\n# Tab goes through\n${tabs.map((one) => `- ${one}`).join('\n')}\n`
  const text = told.replace(/\d{1,2}[\s\u202f\u00a0]h[\s\u202f\u00a0]\d{2}/g, 'HOUR').replace(/(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d.*?\d{4}/g, 'DAY').replace(/\b\d+ (?:heures|jours|jour)\b/g, 'TIME').replace(/(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d+(er)? [a-zéû]+/g, 'DAY')
  const file = `${config.trees}/${named(path)}.txt`
  if (config.keep) return writeFileSync(file, text)
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    seen.changed.push(named(path))
    writeFileSync(`${config.folder}/${named(path)}.txt`, text)
  }
}

async function until(found) {
  for (let tries = 0; tries < 600; tries++) {
    if (await found().catch(() => null)) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('It does not come.')
}

let failed = 0
for (const wanted of config.scenes) {
  const [name, play] = Object.entries(scenes).find(([one]) => one.includes(wanted))
  try {
    await play()
    console.log(name)
  } catch (error) {
    failed++
    console.log(`${name} FAILS: ${error.stack}`)
    for (const tab of browser.contexts().flatMap((context) => context.pages())) console.log(tab.url(), await tab.locator('body').innerText({ timeout: 1000 }).catch(() => 'no page'))
  }
}
for (const [what, figure] of Object.entries(seen.figures)) console.log(`${what}: ${figure}`)
const faults = ['foreign', 'reports', 'errors', 'ran', 'sideways', 'changed'].filter((name) => seen[name].length > 0)
for (const name of faults) console.log(`${name}: ${JSON.stringify(seen[name])}`)
await browser.close()
process.exit(failed || faults.length ? 1 : 0)
