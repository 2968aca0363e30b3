import { SlidersHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Dialog } from '~/ui/Dialog'
import { FormEnd } from '~/ui/FormEnd'
import { IconButton } from '~/ui/IconButton'
import { ConditionField } from '../condition/ConditionField'
import { type Subject, isPeople } from '../condition/subject'
import { text as words } from '../condition/text'

interface Props {
  kind: Subject
  where: string
  onChange: (where: string) => void
}

/** The conditions of the view that is open, changed for now, which are saved with the view; or of a list of people, kept in its address. */
export function WhereButton({ kind, where, onChange }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={words.conditions} onClick={() => setOpen(true)}>
        <SlidersHorizontal />
      </IconButton>
      {open && <WhereDialog kind={kind} where={where} onChange={onChange} onClose={() => setOpen(false)} />}
    </>
  )
}

function WhereDialog({ kind, where, onChange, onClose }: Props & { onClose: () => void }) {
  const [filter, setFilter] = useState(where)
  const apply = (event: FormEvent) => {
    event.preventDefault()
    onChange(filter)
    onClose()
  }
  return (
    <Dialog wide title={words.conditions} about={isPeople(kind) ? words.aboutPeople : words.about} open onClose={onClose}>
      <form onSubmit={apply} className="grid gap-4">
        <ConditionField kind={kind} value={filter} problem={undefined} onChange={setFilter} />
        <FormEnd problem={undefined} submit={words.apply} cancel={words.cancel} busy={false} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
