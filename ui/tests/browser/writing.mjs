/** Scenes of people who write, on a real server; each ends with what the server has. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({ executablePath: config.chromium, args: ['--no-sandbox'] })
const WIDE = { width: 1280, height: 860 }
const PHONE = { width: 390, height: 800 }
const only = process.env.SCENE

/** Faults that a page told of itself, but for the styles that axe and the camera put into it. */
let isLooking = false
const told = []

async function asked(path, { method = 'GET', body, token = config.admin } = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) }
  const answer = await fetch(`${config.base}/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${path} answers ${answer.status}: ${await answer.clone().text()}`)
  return answer.json()
}

const page = (scene) => asked(`/pages/${config.pages[scene]}?state=latest`)

/** Somebody in a browser of their own, signed in. */
async function person(username, viewport = WIDE) {
  const context = await browser.newContext({ viewport, locale: 'fr-FR', baseURL: config.base })
  const tab = await opened(context)
  await signIn(tab, username)
  return { context, tab }
}

async function opened(context) {
  const tab = await context.newPage()
  tab.on('pageerror', (error) => told.push(`error: ${error.stack}`))
  tab.on('console', (message) => message.type() === 'error' && !isLooking && /Content Security Policy/.test(message.text()) && told.push(message.text()))
  tab.setDefaultTimeout(15_000)
  return tab
}

async function signIn(tab, username) {
  await tab.goto('/sign-in')
  const answer = await tab.evaluate(
    ([name, password]) =>
      fetch('/v1/auth/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: name, password }) }).then((told) => told.status),
    [username, config.password],
  )
  assert.equal(answer, 201)
}

async function edit(tab, scene, query = '') {
  const { slug } = await page(scene)
  await tab.goto(`/c/${config.campaign}/pages/${slug}/edit${query}`)
  await tab.getByRole('textbox', { name: 'Texte de la page' }).waitFor()
}

const prose = (tab) => tab.locator('.prose')
const state = (tab) => tab.locator('p.kept[role=status]')
const savedDraft = (tab) => state(tab).getByText('Brouillon enregistré à').waitFor()

/** Put the caret behind some words, and type. */
async function typeBehind(tab, words, typed) {
  await tab.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const place = node.nodeValue.indexOf(wanted)
      if (place < 0) continue
      document.querySelector('.prose').focus()
      getSelection().collapse(node, place + wanted.length)
      return
    }
    throw new Error(`${wanted} is not there`)
  }, words)
  await tab.waitForTimeout(60)
  await tab.keyboard.type(typed)
}

/** Look at a page at both widths, in the light and in the dark. */
async function lookEverywhere(tab, name) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 320]) {
      await tab.emulateMedia({ colorScheme })
      await tab.setViewportSize({ width, height: 860 })
      // Colours fade into each other.
      await tab.waitForTimeout(300)
      await look(tab, `${name}-${colorScheme}-${width}`)
    }
  }
  await tab.emulateMedia({ colorScheme: 'light' })
  await tab.setViewportSize(WIDE)
}

async function look(tab, name) {
  isLooking = true
  const found = await tab.evaluate(`${axe}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`)
  for (const { id, nodes } of found.violations) told.push(`axe at ${name}: ${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
  const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (sideways > 0) told.push(`${name} is ${sideways} px too wide`)
  if (config.shots) await tab.screenshot({ path: `${config.shots}/${name}.png` })
  isLooking = false
}

/** Type as an input method does: letters that change until they are taken. */
async function composed(tab, word) {
  await tab.keyboard.type(' ')
  const session = await tab.context().newCDPSession(tab)
  for (const text of ['e', 'et', 'ete']) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await tab.waitForTimeout(300)
  }
  await session.send('Input.insertText', { text: word })
}

const save = (tab) => tab.getByRole('button', { name: 'Enregistrer', exact: true }).click()
const isSaved = (tab) => tab.waitForURL((url) => !/\/(edit|new)$/.test(url.pathname))

const scenes = {
  async 'what is planted is found'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'typing')
    await tab.evaluate(() => document.querySelector('.prose').insertAdjacentHTML('afterend', '<img src="data:," style="width:2000px"><p style="color:red">rouge</p>'))
    await tab.waitForTimeout(300)
    await look(tab, 'planted')
    const found = told.splice(0).join('\n')
    for (const words of ['Content Security Policy', 'image-alt']) assert.ok(found.includes(words), `${words} is not in: ${found}`)
    await context.close()
  },

  async 'type, autosave, save'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'typing')
    await lookEverywhere(tab, 'edit')
    await typeBehind(tab, 'ne sait pas lire', ' du tout')
    await savedDraft(tab)
    await composed(tab, 'été')
    const before = await page('typing')
    await tab.getByLabel('Qu’avez-vous changé ?').fill('Plus net')
    await tab.keyboard.press('Control+s')
    await isSaved(tab)
    const { revision } = await page('typing')
    assert.equal(revision.text, before.revision.text.replace('ne sait pas lire', 'ne sait pas lire du tout été'))
    assert.equal(revision.summary, 'Plus net')
    await context.close()
  },

  async 'a new tip, from a phone, by its theme'() {
    const { context, tab } = await person('anna', PHONE)
    await tab.goto(`/c/${config.campaign}/new?theme=${config.theme}`)
    await tab.getByRole('textbox', { name: 'Texte de la page' }).waitFor()
    await look(tab, 'new-phone')
    await tab.getByRole('button', { name: 'Publier le conseil' }).click()
    await tab.getByRole('alert').getByText('Donnez un titre').waitFor()
    await look(tab, 'new-phone-wrong')
    await tab.getByLabel('Titre', { exact: true }).fill('Fermez la porte derrière vous')
    await prose(tab).click()
    await tab.keyboard.type('Une porte ouverte est une invitation.\n- un\ndeux\n\n')
    await tab.keyboard.press('Control+b')
    await tab.keyboard.type('Fin')
    await savedDraft(tab)
    await tab.waitForURL(/draft=/)
    await tab.getByRole('button', { name: 'Publier le conseil' }).click()
    await isSaved(tab)
    const { items } = await asked(`/campaigns/${config.campaign}/pages?state=latest&limit=100&sort=newest`)
    const made = items.find(({ title }) => title === 'Fermez la porte derrière vous')
    assert.equal((await asked(`/pages/${made.id}?state=latest`)).revision.text.trim(), 'Une porte ouverte est une invitation.\n\n- un\n- deux\n\n**Fin**')
    await context.close()
  },

  async 'two browsers in conflict at three places, put off, taken up again'() {
    const [anna, benoit] = [await person('anna'), await person('benoit')]
    await edit(anna.tab, 'conflict')
    await edit(benoit.tab, 'conflict')
    for (const [tab, word] of [[anna.tab, 'd’Anna'], [benoit.tab, 'de Benoît']]) {
      await typeBehind(tab, 'ne sait pas lire', ` (${word})`)
      await typeBehind(tab, 'est un aveu', ` (${word})`)
      await typeBehind(tab, 'l’application officielle', ` (${word})`)
    }
    await typeBehind(anna.tab, 'à votre voisin', ' et à sa sœur')
    await anna.tab.getByLabel('Qu’avez-vous changé ?').fill('Plus doux')
    await save(anna.tab)
    await isSaved(anna.tab)
    await save(benoit.tab)
    const dialog = benoit.tab.getByRole('dialog')
    await dialog.getByText('Anna Weber a changé 3 passages').waitFor()
    await dialog.getByText('Plus doux').waitFor()
    assert.equal(await dialog.locator('fieldset').count(), 3)
    await lookEverywhere(benoit.tab, 'conflict')
    await dialog.getByRole('button', { name: 'Plus tard' }).click()
    await benoit.tab.getByText('Votre texte attend dans vos brouillons.').waitFor()
    await look(benoit.tab, 'put-off')
    await edit(benoit.tab, 'conflict')
    await benoit.tab.getByText('qui attend un choix').waitFor()
    await look(benoit.tab, 'waiting')
    await benoit.tab.getByRole('link', { name: 'L’ouvrir' }).click()
    await prose(benoit.tab).getByText('est un aveu (de Benoît)').waitFor()
    await save(benoit.tab)
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await dialog.getByText('Choisissez une phrase').first().waitFor()
    await dialog.locator('fieldset').nth(0).getByText('Vous avez écrit').click()
    await dialog.locator('fieldset').nth(1).getByText('Anna Weber a écrit').click()
    await dialog.locator('fieldset').nth(2).getByRole('textbox').fill('Pour payer un parking, passez par l’application officielle (à nous deux).')
    await dialog.getByText('1 autre changement').click()
    await look(benoit.tab, 'conflict-decided')
    await dialog.getByRole('button', { name: 'Enregistrer' }).click()
    await isSaved(benoit.tab)
    const { text } = (await page('conflict')).revision
    for (const words of ['ne sait pas lire (de Benoît).', 'est un aveu (d’Anna).', 'officielle (à nous deux).', 'à votre voisin et à sa sœur']) {
      assert.ok(text.includes(words), `${words} is not in:\n${text}`)
    }
    await Promise.all([anna.context.close(), benoit.context.close()])
  },

  async 'the network is cut while typing, and while saving'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'network')
    await context.setOffline(true)
    await typeBehind(tab, 'ne sait pas lire', ' sans réseau')
    await state(tab).getByText('Pas de réseau').waitFor()
    await look(tab, 'offline')
    await context.setOffline(false)
    await savedDraft(tab)
    await typeBehind(tab, 'officielle', ' toujours')
    // The answer is lost, not the request: it must not be saved twice.
    let cuts = 0
    await tab.route('**/revisions', async (route) => {
      if (cuts++) return route.continue()
      await route.fetch()
      await route.abort('connectionfailed')
    })
    await save(tab)
    await isSaved(tab)
    const { revision } = await page('network')
    assert.ok(revision.text.includes('lire sans réseau') && revision.text.includes('officielle toujours'), revision.text)
    assert.equal(revision.number, 2)
    assert.ok(cuts > 1)
    await context.close()
  },

  async 'the tab is killed while typing'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'killed')
    let isCut = true
    await context.route('**/draft', (route) => (isCut ? route.abort('connectionfailed') : route.continue()))
    await typeBehind(tab, 'ne sait pas lire', ' avant la fin')
    await tab.waitForTimeout(600)
    const session = await context.newCDPSession(tab)
    void session.send('Page.crash').catch(() => {})
    await new Promise((resolve) => tab.once('crash', resolve))
    isCut = false
    const again = await opened(context)
    await edit(again, 'killed')
    await again.getByText('La page s’était fermée').waitFor()
    await prose(again).getByText('ne sait pas lire avant la fin').waitFor()
    await look(again, 'killed')
    await save(again)
    await isSaved(again)
    assert.ok((await page('killed')).revision.text.includes('lire avant la fin'))
    await context.close()
  },

  async 'one draft in two windows'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'windows')
    await typeBehind(tab, 'ne sait pas lire', ' ici')
    await savedDraft(tab)
    const other = await opened(context)
    await edit(other, 'windows')
    await typeBehind(other, 'officielle', ' ailleurs')
    await other.waitForTimeout(300)
    await savedDraft(other)
    await other.waitForTimeout(2500)
    await typeBehind(tab, 'un mot de passe', ' ou un code')
    const dialog = tab.getByRole('dialog')
    await dialog.getByText('dans une autre fenêtre').first().waitFor()
    await look(tab, 'stale')
    await dialog.getByRole('button', { name: 'Garder le texte de cette fenêtre' }).click()
    await savedDraft(tab)
    await tab.getByRole('button', { name: 'Enregistrer', exact: true }).click()
    await isSaved(tab)
    assert.ok((await page('windows')).revision.text.includes('un mot de passe ou un code'))
    await context.close()
  },

  async 'the session expires under the editor'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'session')
    await context.clearCookies()
    await typeBehind(tab, 'ne sait pas lire', ' après la session')
    const dialog = tab.getByRole('dialog')
    await dialog.getByText('Identifiez-vous de nouveau').waitFor()
    await look(tab, 'session')
    await dialog.getByRole('button', { name: 'Continuer à écrire' }).click()
    await typeBehind(tab, 'officielle', ' encore')
    await tab.getByRole('button', { name: 'M’identifier' }).click()
    await dialog.getByLabel('Mot de passe').fill(config.password)
    await dialog.getByRole('button', { name: 'M’identifier et enregistrer' }).click()
    await savedDraft(tab)
    await save(tab)
    await isSaved(tab)
    const { text } = (await page('session')).revision
    assert.ok(text.includes('lire après la session') && text.includes('officielle encore'), text)
    await context.close()
  },

  async 'a text as it is written, a table, a link, a note, a paste from Word'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'source')
    const before = (await page('source')).revision.text
    await tab.getByRole('group', { name: 'Tableau' }).getByRole('button', { name: 'Modifier' }).click()
    await tab.getByLabel('Tableau, texte brut').fill('| Signe | Que faire |\n| --- | --- |\n| un autocollant | partir vite |')
    await tab.getByText('partir vite').first().waitFor()
    await look(tab, 'table')
    await typeBehind(tab, 'ne sait pas lire', '')
    await tab.keyboard.press('Alt+F10')
    await tab.keyboard.press('ArrowRight')
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), 'Titre')
    await tab.keyboard.press('Escape')
    await tab.getByRole('button', { name: 'Note de bas de page' }).click()
    await tab.getByRole('textbox', { name: 'Que dit la note ?' }).fill('Sauf à s’y entraîner.')
    await look(tab, 'note')
    await tab.keyboard.press('Enter')
    await prose(tab).evaluate((field) => {
      const data = new DataTransfer()
      data.setData('text/html', '<p class=MsoNormal style="color:red"><b>Gras</b> <span style="font-style:italic;color:blue">penché</span> <a href="https://exemple.fr/" style="x">lien</a></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·  </span>point</p><table><tr><td>a</td><td>b</td></tr></table><img src="https://ailleurs.example/x.png">')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await tab.getByRole('button', { name: 'Texte brut (Markdown)' }).click()
    const source = await tab.locator('textarea.source').inputValue()
    for (const words of ['| un autocollant | partir vite |', '[^2]: Sauf à s’y entraîner.', '**Gras** *penché* [lien](https://exemple.fr/)', '- point', 'a – b']) {
      assert.ok(source.replaceAll('_penché_', '*penché*').includes(words), `${words} is not in:\n${source}`)
    }
    assert.ok(!source.includes('ailleurs.example'))
    await look(tab, 'source')
    await tab.locator('textarea.source').fill(before.replace('à votre voisin', 'à vos voisins'))
    await tab.getByRole('button', { name: 'Texte brut (Markdown)' }).click()
    await prose(tab).getByText('à vos voisins').waitFor()
    await save(tab)
    await isSaved(tab)
    assert.equal((await page('source')).revision.text, before.replace('à votre voisin', 'à vos voisins'))
    await context.close()
  },

  async 'stored payloads run nowhere in the editor'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'payloads')
    await typeBehind(tab, 'RAN', ' ici')
    await savedDraft(tab)
    await tab.getByRole('button', { name: 'Texte brut (Markdown)' }).click()
    await tab.getByRole('button', { name: 'Texte brut (Markdown)' }).click()
    for (const link of await prose(tab).locator('a').all()) await link.click({ force: true, timeout: 2000 }).catch(() => {})
    assert.match(tab.url(), /\/edit$/)
    assert.notEqual(await tab.title(), 'RAN')
    await save(tab)
    await isSaved(tab)
    assert.notEqual(await tab.title(), 'RAN')
    await context.close()
  },

  async 'the window closes under the editor'() {
    const { context, tab } = await person('anna')
    await edit(tab, 'closing')
    await typeBehind(tab, 'ne sait pas lire', ' trop tard')
    await asked(`/campaigns/${config.campaign}/close`, { method: 'POST', body: { reason: 'Le soir' } })
    await save(tab)
    await tab.getByRole('alert').getByText('L’écriture est close').first().waitFor()
    await look(tab, 'closed')
    await state(tab).getByText('gardé dans vos brouillons').waitFor()
    assert.ok(!(await page('closing')).revision.text.includes('trop tard'))
    const { items } = await tab.evaluate(() => fetch('/v1/me/drafts').then((answer) => answer.json()))
    const late = items.filter(({ text }) => text.includes('trop tard'))
    assert.deepEqual(late.map(({ reason }) => reason), ['late'])
    await context.close()
  },
}

let failed = 0
for (const [name, play] of Object.entries(scenes)) {
  if (only && !name.includes(only)) continue
  try {
    await Promise.race([play(), new Promise((_, reject) => setTimeout(() => reject(new Error('takes too long')), 60_000))])
    console.log(name)
  } catch (error) {
    failed++
    console.log(`${name} FAILS: ${error.stack}`)
    for (const context of browser.contexts()) {
      for (const [number, tab] of context.pages().entries()) {
        if (config.shots) await tab.screenshot({ path: `${config.shots}/failed-${number}.png` }).catch(() => {})
        console.log(await tab.locator('body').innerText({ timeout: 1000 }).catch(() => 'no page'))
      }
      await context.close().catch(() => {})
    }
  }
}
for (const fault of told) console.log(fault)
await browser.close()
process.exit(failed || told.length ? 1 : 0)
