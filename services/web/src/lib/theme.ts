// Light or dark: as the system says, unless the person says otherwise.
import { store } from './store'

export type Theme = 'system' | 'light' | 'dark'

const key = 'tandem.theme'

const current = store<Theme>(stored())

export const useTheme = current.use

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme)
  current.set(theme)
  applyTheme()
}

/** Puts the theme on the page; called before the first screen is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = current.get()
}

function stored(): Theme {
  const value = localStorage.getItem(key)
  return value === 'light' || value === 'dark' ? value : 'system'
}
