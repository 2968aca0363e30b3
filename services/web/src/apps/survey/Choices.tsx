/** @jsxImportSource preact */

const choices = [
  { score: 1, mouth: 'M9 22c3-5 11-5 14 0', label: 'Very bad' },
  { score: 2, mouth: 'M10 21.5c2.5-2.5 9.5-2.5 12 0', label: 'Bad' },
  { score: 3, mouth: 'M10 20.5h12', label: 'Fair' },
  { score: 4, mouth: 'M10 19.5c2.5 3 9.5 3 12 0', label: 'Good' },
  { score: 5, mouth: 'M9 18.5c3 6.5 11 6.5 14 0z', label: 'Very good' },
]

/** Five answers, of which one is chosen. */
export function Choices({ score, onChange }: { score: number; onChange: (score: number) => void }) {
  return (
    <fieldset>
      <legend class="pb-2 font-medium">How satisfied are you with our help?</legend>
      <div class="grid grid-cols-5 gap-2">
        {choices.map((choice) => (
          <label
            key={choice.score}
            class="flex cursor-pointer flex-col items-center gap-1 rounded-lg border border-line px-1 py-3 text-center text-xs hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="score" class="sr-only" checked={score === choice.score} onChange={() => onChange(choice.score)} />
            <Face mouth={choice.mouth} />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Face({ mouth }: { mouth: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" class="size-8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
      <circle cx="16" cy="16" r="13" />
      <path d={`M11.5 12v1M20.5 12v1${mouth}`} />
    </svg>
  )
}
