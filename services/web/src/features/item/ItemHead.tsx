import { Link } from '@tanstack/react-router'
import { ArrowLeft, Lock, Maximize2, X } from 'lucide-react'
import { MacroButton } from '~/features/macro/MacroButton'
import { Watchers } from '~/features/presence/Watchers'
import { whyNotChange } from '~/features/sharing/may'
import { WorkButton } from '~/features/time/WorkButton'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Fixed } from '~/ui/Fixed'
import { IconButton } from '~/ui/IconButton'
import { AssigneePicker } from './AssigneePicker'
import { ItemMenu } from './ItemMenu'
import { PriorityMenu } from './PriorityMenu'
import { SlaPill } from './SlaPill'
import { StatusMenu } from './StatusMenu'
import { Title } from './Title'
import { text, wordsOf } from './text'

/** The top of an item: number, title, and what is changed most. */
export function ItemHead({ item, onClose }: { item: Item; onClose: (() => void) | undefined }) {
  const words = wordsOf(item.kind)
  const number = String(item.number)
  const fixed = whyNotChange(item)
  return (
    <header className="shrink-0 border-b border-line px-4 pt-2 pb-3">
      <div className="flex items-center gap-1 pl-10 md:pl-0">
        {onClose ? (
          <IconButton label={text.close} onClick={onClose} className="-ml-2 lg:hidden">
            <ArrowLeft />
          </IconButton>
        ) : (
          <Link to={words.path} aria-label={words.many} title={words.many} className="-ml-2 inline-flex size-8 items-center justify-center rounded-md text-soft hover:bg-hover">
            <ArrowLeft aria-hidden className="size-4" />
          </Link>
        )}
        <span className="text-sm text-soft">
          {words.one} <span className="tabular-nums">#{number}</span>
        </span>
        <span className="grow" />
        <Watchers subject={item.id} />
        <WorkButton itemId={item.id} />
        <MacroButton item={item} />
        <ItemMenu item={item} onClose={onClose} />
        {onClose && (
          <>
            <Link
              to={`${words.path}/$id`}
              params={{ id: number }}
              aria-label={text.openPage}
              title={text.openPage}
              className="hidden size-8 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink lg:inline-flex"
            >
              <Maximize2 aria-hidden className="size-4" />
            </Link>
            <span className="hidden lg:contents">
              <IconButton label={text.close} onClick={onClose}>
                <X />
              </IconButton>
            </span>
          </>
        )}
      </div>
      <Fixed reason={fixed}>
        <Title key={`${item.id} ${item.title}`} item={item} />
        <div className="flex flex-wrap items-center gap-1.5 pt-1">
          <StatusMenu item={item} />
          <AssigneePicker item={item} />
          <PriorityMenu item={item} />
          <SlaPill item={item} />
        </div>
      </Fixed>
      {fixed && (
        <p role="note" className="flex items-start gap-1.5 pt-2 text-sm text-soft">
          <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
          {fixed}
        </p>
      )}
    </header>
  )
}
