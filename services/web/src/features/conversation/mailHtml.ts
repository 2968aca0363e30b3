// The HTML of a mail with the pictures that may be seen: its own by their Content-ID, those of the web once somebody consented.
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { fileUrl } from '~/lib/upload'
import { type MailLine, quoteStart } from './quoted'

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

const block = new Set('ADDRESS ARTICLE BLOCKQUOTE BR CENTER DD DIV DL DT FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI OL P PRE SECTION TABLE TD TH TR UL'.split(' '))

interface PlacedLine extends MailLine {
  node: Node
}

/** The lines of a mail, each with where it begins. */
function linesOf(body: HTMLElement): PlacedLine[] {
  const lines: PlacedLine[] = []
  let fresh = true
  const visit = (node: Node, quoted: boolean, tabled: boolean) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent ?? ''
      if (fresh && text.trim() !== '') lines.push({ text, quoted, tabled, node })
      else if (!fresh) lines.at(-1)!.text += text
      if (text.trim() !== '') fresh = false
      return
    }
    if (!(node instanceof HTMLElement)) return
    const breaks = block.has(node.tagName)
    if (breaks) fresh = true
    for (const child of node.childNodes) visit(child, quoted || node.tagName === 'BLOCKQUOTE', tabled || node.tagName === 'TABLE')
    if (breaks) fresh = true
  }
  visit(body, false, false)
  return lines
}

/** A mail without what it quotes to its end, and that; whole where it quotes nothing. */
export function withoutQuote(html: string): { reply: string; quotes: boolean } {
  const body = parse(html)
  const lines = linesOf(body)
  const start = quoteStart(lines)
  if (start === undefined) return { reply: html, quotes: false }
  let first: Node = lines[start]!.node
  // With all that begins with it: the quote's own frame, the line drawn above it.
  while (first.parentNode && first.parentNode !== body && isFirst(first)) first = first.parentNode
  const range = body.ownerDocument.createRange()
  range.setStartBefore(first)
  range.setEndAfter(body.lastChild!)
  range.extractContents()
  return { reply: body.innerHTML, quotes: true }
}

function isFirst(node: Node): boolean {
  const before = node.previousSibling
  if (!before) return true
  return (before.textContent ?? '').trim() === '' && !(before instanceof HTMLElement && before.querySelector('img')) && isFirst(before)
}

/** Whether a mail is laid out in a table of which its text tells little. */
export function hasTable(html: string): boolean {
  if (!html.includes('<table')) return false
  const { reply } = withoutQuote(html)
  return Array.from(parse(reply).querySelectorAll('table')).some((table) => Array.from(table.rows).filter(({ cells }) => cells.length > 1).length > 1)
}

/** Puts the pictures in: `fetched` are those of the web, by their address. A picture that is not there leaves its place. */
export function withPictures(html: string, { attachments }: Message, fetched: ReadonlyMap<string, string>): string {
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
