// Tickets for the stories of views, made by the API with the session of the page.

export const make = (page, title, more = {}) =>
  page.evaluate(async (body) => (await fetch('/v1/items', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json(), {
    kind: 'KIND_TICKET',
    title,
    ...more,
  })

/** Asks the API for something with the session of the page; answers with what it says. */
export async function ask(page, url, method, path, body) {
  const answer = await page.request.fetch(`${url}/v1/${path}`, { method, ...(body && { data: body }), headers: { origin: url } })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return answer.json()
}
