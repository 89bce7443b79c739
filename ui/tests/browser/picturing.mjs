/** The pictures of the README: `node picturing.mjs CONFIG`; writes frames with how long each stands, and what stands still. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const { base, password, chromium: executablePath, folder } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const HALF = { width: 600, height: 660 }
const WHOLE = { width: 1216, height: 660 }
const inside = '/c/bicycle'
const frames = []

/** The wall on which the windows hang; it is the picture that is taken. */
const wall = await (await browser.newContext({ viewport: { width: 960, height: 600 } })).newPage()
await wall.setContent(`<style>
  body { margin: 0; padding: 14px 16px 0; background: #dfe3e6; font: 600 19px/1.3 system-ui, sans-serif; color: #17324a; height: 586px; box-sizing: border-box }
  main { display: flex; gap: 12px; height: 520px } figure { margin: 0; flex: 1; border-radius: 8px; overflow: hidden; background: #fff; box-shadow: 0 1px 6px #0003 }
  img { display: block; width: 100% } p { margin: 12px 4px 0; text-align: center } figure.book { background: none; box-shadow: none; display: flex; justify-content: center }
  .book img { width: auto; height: 520px; box-shadow: 0 1px 6px #0003 }
</style><main></main><p></p>`)

async function frame(seconds, words, ...shown) {
  const images = shown.map((one) => (Buffer.isBuffer(one) ? one : null))
  for (const [place, one] of shown.entries()) images[place] ??= await one.screenshot({ caret: 'initial' })
  const isBook = shown.some(Buffer.isBuffer)
  await wall.evaluate(
    async ([sources, text, book]) => {
      document.querySelector('main').innerHTML = sources.map((source) => `<figure class="${book ? 'book' : ''}"><img src="${source}"></figure>`).join('')
      document.querySelector('p').textContent = text
      await Promise.all([...document.images].map((image) => image.decode()))
    },
    [images.map((image) => `data:image/png;base64,${image.toString('base64')}`), words, isBook],
  )
  const file = `frame-${String(frames.length).padStart(3, '0')}.png`
  await wall.screenshot({ path: `${folder}/${file}` })
  frames.push({ file, seconds })
}

async function person(username, viewport) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1, locale: 'en-GB', timezoneId: 'Europe/London', baseURL: base, reducedMotion: 'reduce' })
  const tab = await context.newPage()
  tab.setDefaultTimeout(15_000)
  tab.on('dialog', (dialog) => dialog.accept())
  await tab.goto('/sign-in')
  await tab.fill('#username', username)
  await tab.fill('#password', password)
  await tab.click('form button.btn')
  await tab.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  return tab
}

async function settled(tab, path) {
  await tab.goto(inside + path, { waitUntil: 'networkidle' })
  await tab.waitForTimeout(400)
}

/** Take the words away and put others there, a few at a time; both windows are seen. */
async function rewrite(tab, was, now, show) {
  await tab.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const place = node.nodeValue.indexOf(wanted)
      if (place < 0) continue
      document.querySelector('.prose').focus()
      node.parentElement.scrollIntoView({ block: 'center' })
      getSelection().setBaseAndExtent(node, place, node, place + wanted.length)
      return
    }
    throw new Error(`${wanted} is not there`)
  }, was)
  await tab.waitForTimeout(80)
  await show()
  for (const words of now.match(/\S+(?:\s+\S+)?\s*/g)) {
    await tab.keyboard.type(words)
    await tab.waitForTimeout(60)
    await show()
  }
}

const anna = await person('anna', HALF)
const karim = await person('karim', HALF)
const nadia = await person('nadia', WHOLE)

await settled(nadia, '/themes/safety')
await nadia.screenshot({ path: `${folder}/theme.png` })
await frame(1.8, 'A company asks. Whoever knows something writes a tip.', nadia)

for (const tab of [anna, karim]) {
  await settled(tab, '/pages/be-seen/edit')
  await tab.locator('.prose').waitFor()
}
const both = 'Two people mend the same tip at the same time.'
await frame(1.2, both, anna, karim)
await rewrite(anna, 'Check your lights in autumn.', 'Check your lights before the clocks change.', () => frame(0.3, both, anna, karim))
await rewrite(karim, 'Check your lights in autumn.', 'On the first of October everybody checks their lights.', () => frame(0.3, both, anna, karim))
await frame(0.6, both, anna, karim)
await anna.getByRole('button', { name: 'Save', exact: true }).click()
await anna.waitForURL((url) => url.pathname.endsWith('/be-seen'))
await anna.waitForTimeout(500)
await frame(1.3, 'Anna saves first.', anna, karim)
await karim.getByRole('button', { name: 'Save', exact: true }).click()
const dialog = karim.getByRole('dialog')
await dialog.getByText('Anna Marsh changed').first().waitFor()
await karim.waitForTimeout(300)
await frame(1.8, 'Karim is shown both wordings. Nothing is lost.', anna, karim)
await karim.setViewportSize(WHOLE)
await karim.waitForTimeout(300)
await karim.screenshot({ path: `${folder}/conflict.png` })
await karim.setViewportSize(HALF)
const field = dialog.getByRole('textbox').first()
await field.scrollIntoViewIfNeeded()
await field.click()
await field.fill('')
for (const words of ['Check your lights ', 'on the first of October, ', 'before the clocks change.']) {
  await field.pressSequentially(words)
  await field.evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await frame(0.45, 'He writes a sentence of them both.', anna, karim)
}
await frame(0.7, 'He writes a sentence of them both.', anna, karim)
await dialog.getByRole('button', { name: 'Save', exact: true }).click()
await karim.waitForURL((url) => url.pathname.endsWith('/be-seen'))
await Promise.all([settled(anna, '/pages/be-seen'), settled(karim, '/pages/be-seen')])
await frame(1.4, 'Both read it, and every word keeps its author.', anna, karim)
await settled(nadia, '/pages/be-seen?view=who')
await nadia.screenshot({ path: `${folder}/who.png` })

await accept('be-seen')
await settled(nadia, '/admin/window')
await nadia.getByRole('button', { name: 'Close now' }).click()
await nadia.getByLabel('Why?').fill('Eight weeks are over: thank you all')
await frame(1.2, 'The window closes, to the second.', nadia)
await nadia.locator('form .btn', { hasText: 'Close now' }).click()
await nadia.getByText('Done.').waitFor()
await settled(nadia, '/admin')
await frame(1.0, 'What was accepted becomes the guide.', nadia)
await nadia.locator('#audience').selectOption('public')
await nadia.getByRole('button', { name: 'Publish the guide' }).click()
await nadia.getByRole('dialog').getByRole('button', { name: 'Publish the guide' }).click()
for (const number of [0, 1]) {
  await nadia.waitForTimeout(250)
  await frame(0.4, 'What was accepted becomes the guide.', nadia)
}
const book = `${base}/v1/campaigns/bicycle/editions/latest/artefacts/guide.pdf`
const pdf = await until(async () => {
  const answer = await fetch(book)
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : null
})
writeFileSync(`${folder}/guide.pdf`, pdf)
execFileSync('pdftoppm', ['-r', '110', '-png', 'guide.pdf', 'page'], { cwd: folder })
const pages = await until(async () => leaves())
await frame(1.4, 'And the book opens.', ...pages.slice(0, 1))
await frame(1.2, 'And the book opens.', spread(5))
await frame(2.6, 'And the book opens.', spread(7))
writeFileSync(`${folder}/book.png`, spread(7))
writeFileSync(`${folder}/frames.json`, JSON.stringify(frames))
await browser.close()

async function accept(slug) {
  const headers = { Authorization: `Bearer ${await tokenOf('rosa')}`, 'Content-Type': 'application/json' }
  const { items } = await (await fetch(`${base}/v1/campaigns/bicycle/pages?slug=${slug}&state=latest`, { headers })).json()
  const page = await (await fetch(`${base}/v1/pages/${items[0].id}?state=latest`, { headers })).json()
  const path = `${base}/v1/revisions/${page.revision.id}`
  const etag = (await fetch(path, { headers })).headers.get('etag')
  const told = await fetch(`${path}/accept`, { method: 'POST', headers: { ...headers, 'If-Match': etag }, body: JSON.stringify({ reason: 'Of two good sentences the better one' }) })
  if (!told.ok) throw new Error(await told.text())
}

async function tokenOf(username) {
  const body = JSON.stringify({ username, password })
  const told = await fetch(`${base}/v1/auth/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  return (await told.json()).access_token
}

function leaves() {
  const names = execFileSync('ls', { cwd: folder, encoding: 'utf8' }).split('\n').filter((name) => /^page-\d+\.png$/.test(name))
  return names.map((name) => readFileSync(`${folder}/${name}`))
}

/** Two facing pages, the left one first. */
function spread(left) {
  const names = execFileSync('ls', { cwd: folder, encoding: 'utf8' }).split('\n').filter((name) => /^page-\d+\.png$/.test(name))
  const [one, other] = [names[left], names[left + 1] ?? names[left]]
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', one, '-i', other, '-filter_complex', '[0][1]hstack', 'spread.png'], { cwd: folder })
  return readFileSync(`${folder}/spread.png`)
}

async function until(found) {
  for (let tries = 0; tries < 600; tries++) {
    const one = await found()
    if (one) return one
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('It does not come.')
}
