import type { Problem } from '~/lib/error'
import { FieldInputs } from './FieldInputs'
import type { useNewFields } from './useNewFields'

/** The custom fields of something new in its form. */
export function NewFields({ own, problem }: { own: ReturnType<typeof useNewFields>; problem: Problem | undefined }) {
  return <FieldInputs fields={own.fields} values={own.values} problem={problem} onChange={own.set} />
}
