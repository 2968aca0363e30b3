// What a user wants to hear and see when a chat comes: kept by this browser, as it is this browser that may sound and show.
import { store } from '~/lib/store'
import { text } from './text'

const soundPlace = 'tandem.chats.sound'
const noticePlace = 'tandem.chats.notice'

/** Nothing: as whoever takes chats expects, and nobody else does. */
export const soundWanted = store<boolean | undefined>(kept(soundPlace))
/** Notices of the desktop: only where the user asked for them here and the browser lets us. */
export const noticeWanted = store(kept(noticePlace) === true && mayNotify())

export function setSound(on: boolean): void {
  localStorage.setItem(soundPlace, on ? 'on' : 'off')
  soundWanted.set(on)
}

/** Switches notices on or off. Throws in words where the browser does not let us. */
export async function setNotice(on: boolean): Promise<void> {
  if (on && !('Notification' in globalThis)) throw new Error(text.noNotices)
  const allowed = !on || (await Notification.requestPermission()) === 'granted'
  localStorage.setItem(noticePlace, on && allowed ? 'on' : 'off')
  noticeWanted.set(on && allowed)
  if (!allowed) throw new Error(text.noticesRefused)
}

/** Shows a notice while the user looks elsewhere; it takes them to the chats. */
export function notify(body: string, go: () => void): void {
  if (!noticeWanted.get() || !mayNotify() || document.hasFocus()) return
  // One tag: several tabs of ours, and several chats, are one notice.
  const notice = new Notification(text.noticeTitle, { body, tag: 'tandem-chats' })
  notice.addEventListener('click', () => {
    globalThis.focus()
    go()
    notice.close()
  })
}

function mayNotify(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted'
}

function kept(place: string): boolean | undefined {
  const said = localStorage.getItem(place)
  return said === null ? undefined : said === 'on'
}
