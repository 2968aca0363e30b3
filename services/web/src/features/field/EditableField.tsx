import { type KeyboardEvent, useRef, useState } from 'react'
import { type CustomField, CustomField_Type } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Button } from '~/ui/Button'
import { FieldInput } from './FieldInput'
import { FieldValue, FollowLink } from './FieldValue'
import { text } from './text'
import type { Plain } from './value'

interface Props {
  field: CustomField
  value: Plain
  onKeep: (value: Plain) => void
}

const chosenAtOnce = new Set([CustomField_Type.CHOICE, CustomField_Type.CHECKBOX])
const severalLines = new Set([CustomField_Type.MULTILINE_TEXT, CustomField_Type.MULTI_CHOICE])

/** A value that is changed where it stands: Enter keeps, Escape forgets. */
export function EditableField({ field, value, onKeep }: Props) {
  const [draft, setDraft] = useState<{ value: Plain }>()
  const button = useRef<HTMLButtonElement>(null)
  const close = (next: { value: Plain } | undefined) => {
    setDraft(undefined)
    requestAnimationFrame(() => button.current?.focus())
    if (next && JSON.stringify(next.value) !== JSON.stringify(value)) onKeep(next.value)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      close(undefined)
    }
    const keeps = event.key === 'Enter' && (!severalLines.has(field.type) || event.ctrlKey || event.metaKey)
    if (keeps && draft) {
      event.preventDefault()
      close(draft)
    }
  }
  if (draft) {
    return (
      <form
        className="grid gap-1.5"
        onSubmit={(event) => {
          event.preventDefault()
          close(draft)
        }}
      >
        <FieldInput
          autoFocus
          aria-label={field.name}
          onKeyDown={onKeyDown}
          field={field}
          value={draft.value}
          onChange={(next) => (chosenAtOnce.has(field.type) ? close({ value: next }) : setDraft({ value: next }))}
        />
        {!chosenAtOnce.has(field.type) && (
          <span className="flex justify-end gap-1.5">
            <Button className="h-7 px-2" onClick={() => close(undefined)}>
              {text.cancel}
            </Button>
            <Button look="primary" type="submit" className="h-7 px-2">
              {text.save}
            </Button>
          </span>
        )}
      </form>
    )
  }
  return (
    <span className="flex items-start gap-1">
      <button
        ref={button}
        type="button"
        title={text.edit(field.name)}
        onClick={() => setDraft({ value })}
        className="-mx-1.5 -my-0.5 min-w-0 rounded-md px-1.5 py-0.5 text-left wrap-anywhere hover:bg-hover"
      >
        <span className="sr-only">{field.name}: </span>
        <FieldValue field={field} value={value} />
      </button>
      <FollowLink field={field} value={value} />
    </span>
  )
}
