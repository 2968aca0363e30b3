import { useState } from 'react'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './actionText'

/** Tags, as they are typed. */
export function ActionTags({ tags, onChange }: { tags: string[]; onChange: (tags: string[]) => void }) {
  const [typed, setTyped] = useState(tags.join(', '))
  return (
    <Field label={text.tags} hint={text.tagsHint}>
      <input
        required
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          onChange([...new Set(target.value.split(',').map((tag) => tag.trim().toLowerCase()).filter(Boolean))])
        }}
        className={inputLook}
      />
    </Field>
  )
}
