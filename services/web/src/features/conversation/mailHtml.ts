// The HTML of a mail with the pictures that may be seen: its own by their Content-ID, those of the web once somebody consented.
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { fileUrl } from '~/lib/upload'

/** The most pictures of the web that are fetched for one mail. */
const mostRemote = 100
const remote = 'data-remote-src'

function parse(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body
}

/** The addresses of the pictures of the web that a mail would show, each once. */
export function remotePictures(html: string): string[] {
  if (!html.includes(remote)) return []
  const urls = Array.from(parse(html).querySelectorAll(`img[${remote}]`), (image) => image.getAttribute(remote) ?? '')
  return [...new Set(urls.filter(Boolean))].slice(0, mostRemote)
}

/** Puts the pictures in: `fetched` are those of the web, by their address. A picture that is not there leaves its place. */
export function withPictures({ html, attachments }: Message, fetched: ReadonlyMap<string, string>): string {
  const body = parse(html)
  const byId = new Map(attachments.filter(({ contentId }) => contentId).map((file) => [file.contentId.replace(/^<|>$/g, ''), file.id]))
  for (const image of body.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? ''
    const id = source.startsWith('cid:') ? byId.get(source.slice(4)) : undefined
    if (id) image.setAttribute('src', fileUrl(id, true))
    else if (source.startsWith('cid:')) image.remove()
    const url = image.getAttribute(remote)
    const data = url === null ? undefined : fetched.get(url)
    if (data) image.setAttribute('src', data)
    else if (url !== null) image.style.display = 'none'
  }
  return body.innerHTML
}
