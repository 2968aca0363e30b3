// What a website loads: `<script async src="https://desk.example/widget.js?key=…"></script>`. A button and a frame; nothing of the
// website is read but its address, its title and what it says of its visitor (`window.tandemChat = { identity: { … } }`).
;(() => {
  interface Identity {
    identifier?: string
    name?: string
    email?: string
    hash?: string
    jwt?: string
  }
  interface Site {
    tandemChat?: { identity?: Identity; locale?: string }
    Tandem?: { open: () => void; close: () => void; identify: (identity: Identity) => void }
  }
  const site = window as unknown as Site
  const script = document.currentScript as HTMLScriptElement | null
  if (!script || site.Tandem) return
  const { origin, searchParams } = new URL(script.src)
  const key = searchParams.get('key') ?? ''
  let identity = site.tandemChat?.identity
  let opened = false
  let shown = false

  const host = document.createElement('div')
  host.style.cssText = 'all:initial;position:fixed;z-index:2147483000'
  const root = host.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent =
    ':host{--c:#4f46e5}button,iframe{position:fixed;border:0;bottom:20px;inset-inline-end:20px}' +
    'button{width:56px;height:56px;border-radius:50%;background:var(--c);color:#fff;cursor:pointer;box-shadow:0 4px 16px rgb(0 0 0/.25);padding:0}' +
    'button:focus-visible{outline:3px solid var(--c);outline-offset:3px}button svg{display:block;margin:auto}[hidden]{display:none!important}' +
    'span{position:absolute;top:-4px;inset-inline-end:-4px;min-width:20px;padding:0 4px;box-sizing:border-box;border-radius:10px;background:#c0253a;color:#fff;font:bold 12px/20px system-ui}' +
    'iframe{bottom:88px;width:380px;height:min(620px,calc(100dvh - 108px));border-radius:14px;box-shadow:0 8px 32px rgb(0 0 0/.3);color-scheme:light dark}' +
    '.start button,.start iframe{inset-inline:20px auto}' +
    '@media(max-width:480px){iframe,.start iframe{inset:0;width:100%;height:100dvh;border-radius:0}.open button{display:none}}'
  const box = document.createElement('div')
  const button = document.createElement('button')
  button.type = 'button'
  button.hidden = true
  button.innerHTML =
    '<svg width="26" height="26" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z"/></svg>'
  const badge = document.createElement('span')
  badge.hidden = true
  button.append(badge)
  const frame = document.createElement('iframe')
  frame.title = 'Chat'
  frame.hidden = true
  frame.allow = 'clipboard-write'
  frame.src = `${origin}/widget/${encodeURIComponent(key)}`
  box.append(frame, button)
  root.append(style, box)

  const tell = (message: object) => frame.contentWindow?.postMessage({ tandem: 1, ...message }, origin)
  const tellPage = (kind: 'hello' | 'page', more: object = {}) => {
    const page = { url: location.href.slice(0, 500), title: document.title.slice(0, 500), referrer: document.referrer.slice(0, 500) }
    tell({ kind, page, ...more })
  }
  const hello = () => {
    const locale = site.tandemChat?.locale ?? document.documentElement.lang ?? ''
    tellPage('hello', { locale, dir: getComputedStyle(document.documentElement).direction, identity, opened })
  }
  const show = (open: boolean) => {
    if (!shown) return
    opened = open
    frame.hidden = !open
    box.classList.toggle('open', open)
    button.setAttribute('aria-expanded', String(open))
    tell({ kind: 'opened', opened })
    if (open) frame.focus()
    else button.focus()
  }
  const look = (data: Record<string, unknown>) => {
    const color = String(data['color'])
    if (/^#[0-9a-f]{6}$/.test(color)) host.style.setProperty('--c', color)
    box.classList.toggle('start', data['start'] === true)
    button.setAttribute('aria-label', String(data['title']))
    frame.title = String(data['title'])
    shown = true
    button.hidden = false
  }
  button.addEventListener('click', () => show(!opened))
  window.addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin || typeof data !== 'object' || data?.tandem !== 1) return
    if (data.kind === 'ready') hello()
    else if (data.kind === 'look') look(data)
    else if (data.kind === 'close') show(false)
    else if (data.kind === 'unread') {
      const count = Number(data.count) || 0
      badge.hidden = count === 0
      badge.textContent = count > 9 ? '9+' : String(count)
    }
  })
  let last = location.href
  setInterval(() => {
    if (location.href === last) return
    last = location.href
    tellPage('page')
  }, 2000)
  site.Tandem = {
    open: () => show(true),
    close: () => show(false),
    identify: (who) => {
      identity = who
      hello()
    },
  }
  const begin = () => document.body.append(host)
  if (document.body) begin()
  else addEventListener('DOMContentLoaded', begin)
})()
