import { type ReactNode, createElement } from 'react'

interface Props {
  html: string
  className?: string
  /** Words that stand out, such as "@Ann". */
  marked?: string[]
}

const none: string[] = []

/** Shows formatted text that somebody wrote: a few plain elements are kept, all else becomes its text. No markup is ever put in as it came. */
export function RichText({ html, className = '', marked = none }: Props) {
  const body = new DOMParser().parseFromString(html, 'text/html').body
  return <div className={`prose ${className}`}>{children(body, { depth: 0, marked })}</div>
}

/** How deep a node is, and what is marked within texts. */
interface Within {
  depth: number
  marked: string[]
}


const kept = new Set(
  'P BR B STRONG I EM U S DEL CODE PRE UL OL LI BLOCKQUOTE H1 H2 H3 HR TABLE THEAD TBODY TR TD TH DIV SPAN SUB SUP'.split(' '),
)
const dropped = new Set(['SCRIPT', 'STYLE', 'TITLE', 'HEAD', 'TEMPLATE', 'IFRAME', 'OBJECT', 'SVG'])
const empty = new Set(['BR', 'HR'])
const deepest = 40

function children(node: Node, within: Within): ReactNode[] {
  if (within.depth > deepest) return [node.textContent]
  return Array.from(node.childNodes, (child, index) => show(child, index, within))
}

function show(node: Node, key: number, { depth, marked }: Within): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return mark(node.textContent ?? '', marked, key)
  if (!(node instanceof HTMLElement) || dropped.has(node.tagName)) return null
  const inside = children(node, { depth: depth + 1, marked })
  if (node.tagName === 'A') return link(node, key, inside)
  if (!kept.has(node.tagName)) return createElement('span', { key }, inside)
  const tag = node.tagName.toLowerCase()
  return empty.has(node.tagName) ? createElement(tag, { key }) : createElement(tag, { key }, ...inside)
}

function link(node: HTMLElement, key: number, inside: ReactNode[]): ReactNode {
  const href = node.getAttribute('href') ?? ''
  if (!/^(https?:|mailto:|tel:)/i.test(href)) return createElement('span', { key }, ...inside)
  return createElement('a', { key, href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...inside)
}

function mark(text: string, marked: string[], key: number): ReactNode {
  const word = marked.find((one) => text.includes(one))
  if (!word) return text
  const [before = '', ...after] = text.split(word)
  return createElement('span', { key }, before, createElement('strong', { className: 'text-accent' }, word), mark(after.join(word), marked, key))
}
