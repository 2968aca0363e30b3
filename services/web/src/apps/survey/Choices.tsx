/** @jsxImportSource preact */

const choices = [
  { score: 1, face: '😞', label: 'Very bad' },
  { score: 2, face: '🙁', label: 'Bad' },
  { score: 3, face: '😐', label: 'Fair' },
  { score: 4, face: '🙂', label: 'Good' },
  { score: 5, face: '😀', label: 'Very good' },
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
            <span aria-hidden="true" class="text-2xl">
              {choice.face}
            </span>
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
