// What the page and the website that shows it tell each other. The page's policy lets only allowed websites show it, and only its own
// parent is listened to.

export interface Identity {
  identifier?: string
  name?: string
  email?: string
  hash?: string
  jwt?: string
}
export interface SitePage {
  url: string
  title: string
  referrer: string
}
export type FromSite =
  | { kind: 'hello'; page: SitePage; locale: string; dir: string; identity?: Identity; opened: boolean }
  | { kind: 'page'; page: SitePage }
  | { kind: 'opened'; opened: boolean }

const framed = window.parent !== window

/** Tells the website something that is no secret: any website that may show this page may read it. */
export function tellSite(message: object): void {
  if (framed) window.parent.postMessage({ tandem: 1, ...message }, '*')
}

/** Hears the website. Opened by itself, the page is its own website. */
export function hearSite(heard: (message: FromSite) => void): () => void {
  const listen = ({ source, data }: MessageEvent) => {
    if (source !== window.parent || typeof data !== 'object' || data?.tandem !== 1) return
    if (data.kind === 'hello' && isPage(data.page)) {
      heard({ kind: 'hello', page: data.page, locale: text(data.locale), dir: text(data.dir), ...identity(data.identity), opened: data.opened === true })
    } else if (data.kind === 'page' && isPage(data.page)) heard({ kind: 'page', page: data.page })
    else if (data.kind === 'opened') heard({ kind: 'opened', opened: data.opened === true })
  }
  if (!framed) {
    const page = { url: location.href, title: document.title, referrer: '' }
    heard({ kind: 'hello', page, locale: navigator.language, dir: 'ltr', opened: true })
    return () => {}
  }
  window.addEventListener('message', listen)
  tellSite({ kind: 'ready' })
  return () => window.removeEventListener('message', listen)
}

function isPage(page: unknown): page is SitePage {
  const given = page as Partial<SitePage> | undefined
  return [given?.url, given?.title, given?.referrer].every((part) => typeof part === 'string')
}
function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 35) : ''
}
function identity(value: unknown): { identity?: Identity } {
  if (typeof value !== 'object' || value === null) return {}
  const given = value as Record<string, unknown>
  const known = ['identifier', 'name', 'email', 'hash', 'jwt'].filter((name) => typeof given[name] === 'string')
  return known.length > 0 ? { identity: Object.fromEntries(known.map((name) => [name, given[name]])) } : {}
}
