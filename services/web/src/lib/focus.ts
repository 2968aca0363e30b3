// Where the keyboard was: so that what opens over the page gives it back when it closes.

/** The latest places, the newest last. */
const places: HTMLElement[] = []
const most = 200
const overlays = '[role=menu], [role=listbox]'

/** Remembers where the keyboard goes, for the whole page, for good. */
export function watchFocus(): void {
  addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.closest(overlays)) return
    const before = places.indexOf(target)
    if (before >= 0) places.splice(before, 1)
    places.push(target)
    if (places.length > most) places.shift()
  })
}

/** Puts the keyboard back to where it was before `closed` had it, or to the page where that is gone. */
export function giveBackFocus(closed: Element | null): void {
  const usable = (place: HTMLElement) => place.isConnected && !closed?.contains(place) && place.checkVisibility()
  const back = places.findLast(usable) ?? document.getElementById('main')
  back?.focus()
}
