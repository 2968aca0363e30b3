import { type ReactNode, useRef } from 'react'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'
import { useRowSteps } from './useRowSteps'

interface Props {
  label: string
  list: { isPending: boolean; data: unknown; hasNextPage: boolean; fetchNextPage: () => unknown }
  /** Each in a `<li>`. */
  children: ReactNode[]
  /** Shown where there are none. */
  empty: ReactNode
  error: Error | null
  onRetry: () => void
}

/** What belongs to somebody, row by row: by j and k, and page by page. */
export function Rows({ label, list, children, empty, error, onRetry }: Props) {
  const rows = useRef<HTMLUListElement>(null)
  useRowSteps(rows)
  return (
    <>
      {error && <Trouble error={error} onRetry={onRetry} />}
      {list.isPending && !error && <Loading lines={4} />}
      {list.data !== undefined && children.length === 0 && empty}
      <ul ref={rows} aria-label={label}>
        {children}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2 self-start" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
