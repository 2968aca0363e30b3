import { useNavigate, useRouterState } from '@tanstack/react-router'
import { Menu as MenuIcon } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useAlerts } from '~/features/chat/useAlerts'
import { useChatCounts } from '~/features/chat/useChatCounts'
import { MissingDialog } from '~/features/form/MissingDialog'
import { NewItemDialog } from '~/features/item/NewItemDialog'
import { openNewItem } from '~/features/item/newItem'
import { MacroHost } from '~/features/macro/MacroDialog'
import { useCounts } from '~/features/messenger/useCounts'
import { useSound } from '~/features/messenger/useSound'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { IconButton } from '~/ui/IconButton'
import { Toasts } from '~/ui/Toast'
import { Palette } from './Palette'
import { ShortcutHelp } from './ShortcutHelp'
import { Sidebar } from './Sidebar'
import { help, palette } from './overlays'
import { text } from './text'

/** The frame around all screens: the bar at the left, or behind a button on a phone. */
export function Shell({ children }: { children: ReactNode }) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [openAt, setOpenAt] = useState<string>()
  const navigate = useNavigate()
  useShortcut('c', text.newTicket, () => openNewItem(path.startsWith('/tasks') ? Kind.TASK : Kind.TICKET))
  useShortcut('mod+k', text.commandPalette, () => palette.set(true))
  useShortcut('?', text.shortcuts, () => help.set(true))
  useShortcut('1', text.dashboard, () => void navigate({ to: '/' }))
  useShortcut('2', text.tickets, () => void navigate({ to: '/tickets' }))
  useShortcut('3', text.tasks, () => void navigate({ to: '/tasks' }))
  useShortcut('4', text.messenger, () => void navigate({ to: '/messages' }))
  useSound()
  useAlerts()
  const { waiting } = useChatCounts()
  const unread = useCounts().all
  return (
    <div className="flex h-dvh">
      <a href="#main" className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {text.skip}
      </a>
      <div className="hidden w-56 shrink-0 border-r border-line md:block">
        <Sidebar />
      </div>
      <Dialog.Root open={openAt === path} onOpenChange={(open) => setOpenAt(open ? path : undefined)}>
        <Dialog.Trigger asChild>
          <IconButton label={text.menu} className="fixed top-2 left-3 z-30 bg-surface md:hidden">
            <MenuIcon />
            {unread + waiting > 0 && <span aria-hidden className="absolute top-1 right-1 size-2 rounded-full bg-accent" />}
          </IconButton>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-shade md:hidden" />
          <Dialog.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 w-64 border-r border-line shadow-pop md:hidden">
            <Dialog.Title className="sr-only">{text.menu}</Dialog.Title>
            <Sidebar />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <main id="main" tabIndex={-1} className="min-w-0 grow outline-none">
        {children}
      </main>
      <NewItemDialog />
      <MissingDialog />
      <MacroHost />
      <Palette />
      <ShortcutHelp />
      <Toasts />
    </div>
  )
}
