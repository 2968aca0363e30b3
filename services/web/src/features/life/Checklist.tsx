import { type FormEvent, useState } from 'react'
import { ChecklistsService } from '~/gen/tandem/items/v1/checklists_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Button } from '~/ui/Button'
import { inputLook } from '~/ui/input'
import { Section } from '~/ui/Section'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { ChecklistRow } from './ChecklistRow'
import { Progress } from './Progress'
import { text } from './text'

/** The small steps of an item, ticked off where the item is. */
export function Checklist({ item }: { item: Item }) {
  const [line, setLine] = useState('')
  const { data, error, refetch } = useRead(ChecklistsService.method.listChecklistLines, { itemId: item.id })
  const add = useCommand(ChecklistsService.method.createChecklistLine)
  const lines = data?.lines ?? []
  const done = lines.filter((one) => one.done).length
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!line.trim() || add.isPending) return
    add.mutate({ itemId: item.id, text: line.trim() }, { onSuccess: () => setLine(''), onError: complain })
  }
  return (
    <Section title={text.checklist}>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {lines.length > 0 && (
        <div className="grid gap-1">
          <span className="text-sm text-soft">{text.checked(done, lines.length)}</span>
          <Progress label={text.checklist} percent={Math.round((done * 100) / lines.length)} />
        </div>
      )}
      <ul aria-label={text.checklist} className="grid">
        {lines.map((one, index) => (
          <ChecklistRow key={one.id} line={one} at={index} last={index === lines.length - 1} />
        ))}
      </ul>
      <form onSubmit={save} className="flex gap-2">
        <input
          aria-label={text.addLine}
          placeholder={text.addLine}
          maxLength={500}
          value={line}
          onChange={(event) => setLine(event.target.value)}
          className={inputLook}
        />
        <Button type="submit" busy={add.isPending}>
          {text.add}
        </Button>
      </form>
    </Section>
  )
}
