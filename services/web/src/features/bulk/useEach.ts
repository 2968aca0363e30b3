// The same done with several items, one after another, each with what became of it and its way back.
import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { problemOf } from '~/lib/error'

export interface Done<T> {
  state: 'waits' | 'works' | 'done' | 'failed' | 'undone'
  /** Why it failed. */
  message: string
  made?: T | undefined
}

export interface Each<T> {
  of: (item: Item) => Done<T>
  /** Whether it was begun, and whether it is going on. */
  begun: boolean
  busy: boolean
  count: (state: Done<T>['state']) => number
  run: (items: Item[]) => Promise<void>
  back: (items: Item[]) => Promise<void>
  /** Nothing was begun any more. */
  forget: () => void
}

const waits = { state: 'waits' as const, message: '' }

export function useEach<T>(act: (item: Item) => Promise<T>, undo: (item: Item, made: T) => Promise<unknown>): Each<T> {
  const [all, setAll] = useState<ReadonlyMap<string, Done<T>>>(new Map())
  const [busy, setBusy] = useState(false)
  const say = (item: Item, done: Done<T>) => setAll((before) => new Map(before).set(item.id, done))
  const each = async (items: Item[], one: (item: Item) => Promise<Done<T>>, before: Done<T>['state']) => {
    setBusy(true)
    for (const item of items) {
      const was = all.get(item.id)
      say(item, { ...waits, made: was?.made, state: 'works' })
      try {
        say(item, await one(item))
      } catch (error) {
        say(item, { state: before, message: problemOf(error).message, made: was?.made })
      }
    }
    setBusy(false)
  }
  return {
    of: (item) => all.get(item.id) ?? waits,
    begun: all.size > 0,
    busy,
    count: (state) => [...all.values()].filter((one) => one.state === state).length,
    run: (items) => each(items, async (item) => ({ state: 'done', message: '', made: await act(item) }), 'failed'),
    forget: () => setAll(new Map()),
    back: (items) =>
      each(
        items.filter((item) => all.get(item.id)?.state === 'done'),
        async (item) => {
          const made = all.get(item.id)?.made
          if (made !== undefined) await undo(item, made)
          return { state: 'undone', message: '' }
        },
        'done',
      ),
  }
}
