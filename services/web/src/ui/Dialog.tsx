import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { giveBackFocus } from '~/lib/focus'
import { IconButton } from './IconButton'

interface Props {
  title: string
  /** One line under the title. */
  about?: string
  open: boolean
  onClose: () => void
  children: ReactNode
  wide?: boolean
}

export function Dialog({ title, about, open, onClose, children, wide }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          {...(about ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBackFocus(event.target as Element)
          }}
          className={`fixed top-[8dvh] left-1/2 z-50 flex max-h-[84dvh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl border border-line bg-raised shadow-pop ${wide ? 'max-w-2xl' : 'max-w-lg'}`}
        >
          <header className="flex items-center justify-between gap-3 px-5 pt-4 pb-2">
            <div>
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {about && <Radix.Description className="text-sm text-soft">{about}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="overflow-y-auto px-5">
            {/* The buttons of a long form stay in sight. What scrolls has no padding beneath: they would stand above it. */}
            <div className="pb-5 [&_[data-form-end]]:sticky [&_[data-form-end]]:bottom-0 [&_[data-form-end]]:-mx-5 [&_[data-form-end]]:-mb-5 [&_[data-form-end]]:rounded-b-xl [&_[data-form-end]]:bg-raised [&_[data-form-end]]:px-5 [&_[data-form-end]]:pt-3 [&_[data-form-end]]:pb-5">
              {children}
            </div>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
