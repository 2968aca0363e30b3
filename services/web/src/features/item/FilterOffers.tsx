import type { Word } from './filterWords'
import { text } from './text'

interface Props {
  words: Word[]
  at: number
  list: string
  pick: (word: Word) => void
}

/** The names and values that may stand at the caret of a filter. */
export function FilterOffers({ words, at, list, pick }: Props) {
  return (
    <div
      id={list}
      role="listbox"
      aria-label={text.filterWords}
      className={`absolute top-full right-0 left-0 z-30 mt-1 max-h-64 max-w-md overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-pop ${words.length ? '' : 'hidden'}`}
    >
      {words.map((word, index) => (
        <div
          key={word.insert}
          id={`${list}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // Before the box loses the focus, which closes the list.
          onPointerDown={(event) => {
            event.preventDefault()
            pick(word)
          }}
          className={`flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-2 text-sm ${index === at ? 'bg-hover' : 'hover:bg-hover'}`}
        >
          <code className="text-xs">{word.insert}</code>
          <span className="truncate text-soft">{word.label}</span>
        </div>
      ))}
    </div>
  )
}
