import type { ReactNode } from 'react'
import { Button } from './Button'
import { Empty } from './Empty'
import { Loading } from './Loading'
import { Trouble } from './Trouble'

interface Props<T> {
  label: string
  /** As a list that is read page by page has it. */
  list: { error: unknown; isPending: boolean; data: unknown; hasNextPage: boolean; refetch: () => unknown; fetchNextPage: () => unknown }
  rows: T[]
  none: string
  more: string
  /** A list item of its own. */
  children: (row: T) => ReactNode
}

/** The lines of a log, newest first, a page at a time. */
export function LogList<T>({ label, list, rows, none, more, children }: Props<T>) {
  return (
    <>
      {list.error ? <Trouble error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending && <Loading lines={6} />}
      {list.data !== undefined && rows.length === 0 && <Empty title={none} />}
      {rows.length > 0 && (
        <ul aria-label={label} className="border-t border-line">
          {rows.map(children)}
        </ul>
      )}
      {list.hasNextPage && (
        <Button look="ghost" className="justify-self-start" onClick={() => void list.fetchNextPage()}>
          {more}
        </Button>
      )}
    </>
  )
}
