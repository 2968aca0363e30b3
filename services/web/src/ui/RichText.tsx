import { type ReactNode, createElement } from 'react'

/** Shows formatted text that somebody wrote: a few plain elements are kept, all else becomes its text. No markup is ever put in as it came. */
export function RichText({ html, className = '' }: { html: string; className?: string }) {
  const body = new DOMParser().parseFromString(html, 'text/html').body
  return <div className={`prose ${className}`}>{children(body, 0)}</div>
}

const kept = new Set(
  'P BR B STRONG I EM U S DEL CODE PRE UL OL LI BLOCKQUOTE H1 H2 H3 HR TABLE THEAD TBODY TR TD TH DIV SPAN SUB SUP'.split(' '),
)
const dropped = new Set(['SCRIPT', 'STYLE', 'TITLE', 'HEAD', 'TEMPLATE', 'IFRAME', 'OBJECT', 'SVG'])
const empty = new Set(['BR', 'HR'])
const deepest = 40

function children(node: Node, depth: number): ReactNode[] {
  if (depth > deepest) return [node.textContent]
  return Array.from(node.childNodes, (child, index) => show(child, index, depth))
}

function show(node: Node, key: number, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent
  if (!(node instanceof HTMLElement) || dropped.has(node.tagName)) return null
  const inside = children(node, depth + 1)
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
