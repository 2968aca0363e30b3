import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { useFields } from '~/features/field/useFields'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Word, offered, wordAt } from './filterWords'

/** What is offered while a filter is typed: chosen by the arrow keys and Enter or Tab, or by a click; Escape closes. */
export function useOffers(input: RefObject<HTMLInputElement | null>) {
  const fields = useFields(CustomField_Target.ITEM)
  const [words, setWords] = useState<Word[]>([])
  const [at, setAt] = useState(-1)
  const list = useId()
  const close = () => setWords([])
  const look = () => {
    const box = input.current
    setAt(-1)
    setWords(box ? offered(box.value, box.selectionStart ?? box.value.length, fields) : [])
  }
  const pick = (word: Word) => {
    const box = input.current
    if (!box) return
    const caret = box.selectionStart ?? box.value.length
    const { begin } = wordAt(box.value, caret)
    box.setRangeText(word.insert, begin, caret, 'end')
    box.focus()
    close()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      if (words.length === 0) return event.currentTarget.blur()
      event.stopPropagation()
      return close()
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const chosen = words[at]
    if (step && words.length > 0) {
      event.preventDefault()
      setAt((at + step + words.length + (at < 0 && step < 0 ? 1 : 0)) % words.length)
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
      event.preventDefault()
      pick(chosen)
    }
    return undefined
  }
  const props = {
    role: 'combobox',
    'aria-expanded': words.length > 0,
    'aria-controls': list,
    'aria-autocomplete': 'list',
    'aria-activedescendant': at >= 0 ? `${list}-${at}` : undefined,
    onInput: look,
    onKeyDown,
    onBlur: close,
  } as const
  return { words, at, list, pick, close, props }
}
