import { icons } from '~/features/item/TypeIcon'
import { text } from './text'

interface Props {
  color: string
  value: string
  onChange: (icon: string) => void
}

/** The icons to choose from, as one group of radio buttons. */
export function IconChoice({ color, value, onChange }: Props) {
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">{text.icon}</legend>
      <div className="flex flex-wrap gap-1">
        {Object.entries(icons).map(([name, Icon]) => (
          <label
            key={name}
            title={name}
            className="inline-flex size-8 cursor-pointer items-center justify-center rounded-md border border-transparent hover:bg-hover has-checked:border-accent has-checked:bg-selected has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="icon" aria-label={name} checked={value === name} onChange={() => onChange(name)} className="sr-only" />
            <Icon aria-hidden className="size-4" style={{ color }} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
