// A website of another origin that loads the chat, and those who visit it.
import { createServer } from 'node:http'
import { patienceMs } from './story.mjs'

/** The chat on a page of the website. */
export function seen(at) {
  const frame = at.frameLocator('iframe[title="The shop"]')
  return { frame, messages: frame.getByRole('list', { name: 'Messages' }) }
}

/** A website with the widget of the account, which is always open and called The shop. */
export async function openSite({ browser, url }, api) {
  const [{ id, key }] = (await api('GET', '/v1/widgets')).widgets
  await api('PATCH', `/v1/widgets/${id}?update_mask=hours,title,allowed_sites`, { hours: 'HOURS_ALWAYS', title: 'The shop', allowedSites: [] })
  const page = `<!doctype html><html lang="en"><title>A shop</title><body><h1>A shop</h1><script async src="${url}/widget.js?key=${key}"></script></body></html>`
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${server.address().port}/`
  /** Somebody on the website, in a browser of their own. */
  const visit = async () => {
    const at = await (await browser.newContext({ viewport: { width: 1200, height: 800 } })).newPage()
    at.setDefaultTimeout(patienceMs)
    return { at, ...seen(at) }
  }
  return { url: address, widget: id, key, visit }
}

/** What an administrator does without a screen. Signs in first. */
export async function signedInApi(page, { url, email, password }) {
  const api = async (method, path, data) => {
    const told = await page.request.fetch(url + path, { method, data, headers: { origin: url } })
    if (!told.ok()) throw new Error(`${method} ${path} → ${told.status()} ${await told.text()}`)
    return told.json()
  }
  await api('POST', '/v1/sessions', { email, password })
  return api
}
