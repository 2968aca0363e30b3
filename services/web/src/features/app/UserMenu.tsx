import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Keyboard, LogOut, Monitor, Moon, SlidersHorizontal, Sun } from 'lucide-react'
import { signOut, useMe } from '~/lib/session'
import { type Theme, setTheme, useTheme } from '~/lib/theme'
import { Avatar } from '~/ui/Avatar'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain } from '~/ui/Toast'
import { help } from './overlays'
import { text } from './text'

const themes: { theme: Theme; icon: typeof Sun }[] = [
  { theme: 'system', icon: Monitor },
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
]

/** Who is signed in, light or dark, and the way out. */
export function UserMenu() {
  const me = useMe()
  const current = useTheme()
  const navigate = useNavigate()
  return (
    <Menu
      trigger={
        <button type="button" className="flex h-13 w-full items-center gap-2.5 border-t border-line px-4 text-left text-sm hover:bg-hover">
          <Avatar id={me.id} name={me.name} size="large" />
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">{me.name}</span>
            <span className="block truncate text-xs text-soft">{me.accountName}</span>
          </span>
          <span className="sr-only">{text.you}</span>
          <ChevronsUpDown aria-hidden className="size-4 text-soft" />
        </button>
      }
    >
      {themes.map(({ theme, icon: Icon }) => (
        <MenuItem key={theme} icon={<Icon aria-hidden />} checked={theme === current} onSelect={() => setTheme(theme)}>
          {text.theme[theme]}
        </MenuItem>
      ))}
      <MenuItem icon={<SlidersHorizontal aria-hidden />} onSelect={() => void navigate({ to: '/settings' })}>
        {text.settings}
      </MenuItem>
      <MenuItem icon={<Keyboard aria-hidden />} onSelect={() => help.set(true)}>
        {text.shortcuts}
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut().catch(complain)}>
        {text.signOut}
      </MenuItem>
    </Menu>
  )
}
