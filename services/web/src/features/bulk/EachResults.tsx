import { Check, CircleAlert, LoaderCircle, Undo2 } from 'lucide-react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Button } from '~/ui/Button'
import { text } from './text'
import type { Each } from './useEach'

interface Props<T> {
  items: Item[]
  each: Each<T>
  /** What it is called when it was done, and how it is taken back. */
  words: { done: (n: number) => string; back: string; undone: string }
  onClose: () => void
}

/** What became of each item, and the way back: of one, or of all. */
export function EachResults<T>({ items, each, words, onClose }: Props<T>) {
  const [done, failed] = [each.count('done'), each.count('failed')]
  return (
    <section aria-label={text.progress} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p role="status" className="font-medium">
        {each.busy ? text.working : words.done(done)}
        {!each.busy && failed > 0 && ` ${text.eachFailed(failed)}`}
      </p>
      <ul aria-label={text.progress} className="rounded-md border border-line">
        {items.map((item) => {
          const { state, message } = each.of(item)
          return (
            <li key={item.id} className="flex min-h-10 items-center gap-2 border-b border-line px-3 py-1 text-sm last:border-0 [&>svg]:size-4 [&>svg]:shrink-0">
              {state === 'works' && <LoaderCircle aria-label={text.working} className="text-soft" />}
              {state === 'done' && <Check aria-label={text.isDone} className="text-good" />}
              {state === 'failed' && <CircleAlert aria-label={text.whyNot} className="text-danger" />}
              <span className="min-w-0 grow">
                <span className="block truncate">
                  <span className="text-soft tabular-nums">#{String(item.number)}</span> {item.title}
                </span>
                {message && <span className="block text-danger">{message}</span>}
                {state === 'undone' && <span className="block text-soft">{words.undone}</span>}
              </span>
              {state === 'done' && !each.busy && (
                <Button look="ghost" aria-label={`${words.back} #${item.number}`} onClick={() => void each.back([item])}>
                  <Undo2 aria-hidden />
                  {words.back}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <div className="flex justify-end gap-2">
        {done > 1 && !each.busy && <Button onClick={() => void each.back(items)}>{text.backAll(words.back)}</Button>}
        <Button autoFocus look="primary" busy={each.busy} onClick={onClose}>
          {text.close}
        </Button>
      </div>
    </section>
  )
}
