import type { ComponentType } from 'react'
import { Button } from '~/ui/Button'
import { text } from './text'

interface Props {
  label: string
  ids: string[]
  row: ComponentType<{ id: string }>
  list: { hasNextPage: boolean; fetchNextPage: () => unknown }
}

/** Imports or moves, newest first, page by page. */
export function RunList({ label, ids, row: Row, list }: Props) {
  return (
    <>
      {ids.length > 0 && (
        <ul aria-label={label} className="rounded-lg border border-line">
          {ids.map((id) => (
            <Row key={id} id={id} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button look="ghost" onClick={() => void list.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}
