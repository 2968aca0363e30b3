// The one thing of a list that the address opens: `?open=macro_…`.
import { useNavigate, useSearch } from '@tanstack/react-router'

/** What the address says of it. */
export interface OpenSearch {
  open?: string | undefined
}

export function openSearch({ open }: Record<string, unknown>): OpenSearch {
  return { open: typeof open === 'string' && open !== '' ? open : undefined }
}

/** The id of what is open, and what closes it: the address says it no longer then. */
export function useOpened(): [string | undefined, () => void] {
  const { open } = openSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  return [open, () => void navigate({ to: '.', search: (before) => ({ ...before, open: undefined }), replace: true })]
}
