import { type Variable, written } from '~/features/field/variables'
import { text } from './text'

/** What a text can be filled with; choosing one puts it at the caret. */
export function VariableList({ variables, onPick }: { variables: Variable[]; onPick: (name: string) => void }) {
  return (
    <section aria-label={text.variables} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="text-xs text-soft">{text.variablesHint}</p>
      <ul className="flex flex-wrap gap-1.5">
        {variables.map(({ name, about }) => (
          <li key={name} className="max-w-full">
            <button
              type="button"
              title={about}
              onClick={() => onPick(name)}
              className="h-6 max-w-full truncate rounded-md border border-line bg-surface px-1.5 font-mono text-xs text-soft hover:bg-hover hover:text-ink"
            >
              {written(name)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
