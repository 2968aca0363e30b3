import { useRouterState } from '@tanstack/react-router'
import { PanelLeft, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { View } from '~/gen/tandem/items/v1/views_service_pb'
import { Button } from '~/ui/Button'
import { IconButton } from '~/ui/IconButton'
import { ViewList } from './ViewList'
import { text } from './text'

interface Props {
  kind: Kind
  views: View[]
  current: View
  /** An item is open beside the list, so that there is less room. */
  docked: boolean
}

/** The views behind a button, where there is no room for them beside the list. */
export function ViewSheet({ kind, views, current, docked }: Props) {
  const at = useRouterState({ select: (state) => state.location.href })
  const [openAt, setOpenAt] = useState<string>()
  return (
    <Dialog.Root open={openAt === at} onOpenChange={(open) => setOpenAt(open ? at : undefined)}>
      <Dialog.Trigger asChild>
        <Button className={`max-w-40 ${docked ? '2xl:hidden' : 'lg:hidden'}`} aria-label={text.showViews(current.name)}>
          <PanelLeft aria-hidden />
          <span className="hidden truncate sm:inline">{current.name}</span>
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] overflow-y-auto border-r border-line bg-canvas shadow-pop">
          <div className="flex items-center justify-between pt-2 pr-3 pl-4">
            <Dialog.Title className="text-base font-semibold">{text.views}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={text.close}>
                <X />
              </IconButton>
            </Dialog.Close>
          </div>
          <ViewList kind={kind} views={views} current={current.id} onOpen={() => setOpenAt(undefined)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
