import { MessageSquareText } from 'lucide-react'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { type Choice, Picker } from '~/ui/Picker'
import { IconButton } from '~/ui/IconButton'
import { Pop } from '~/ui/Pop'
import type { Trigger } from '~/ui/suggest'
import { text } from './text'

interface Props {
  /** What is offered after "/". */
  replies: Trigger
  onInsert: (html: string) => void
}

/** The canned replies for who does not type "/". */
export function CannedButton({ replies, onInsert }: Props) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const { data } = useQuery({
    queryKey: ['cannedChoices', typed],
    queryFn: async () => replies.choices(typed),
    enabled: open,
    placeholderData: (before: Choice[] | undefined) => before,
  })
  return (
    <Pop
      label={text.canned}
      open={open}
      onOpenChange={(next) => {
        setTyped('')
        setOpen(next)
      }}
      align="end"
      className="w-72"
      returnTo={() => onInsert('')}
      trigger={
        <IconButton label={text.cannedKeys}>
          <MessageSquareText />
        </IconButton>
      }
    >
      <Picker
        label={text.canned}
        empty={text.noCanned}
        choices={data ?? []}
        onSearch={setTyped}
        onPick={(choice) => {
          setOpen(false)
          void Promise.resolve(replies.insert(choice)).then(onInsert)
        }}
      />
    </Pop>
  )
}
