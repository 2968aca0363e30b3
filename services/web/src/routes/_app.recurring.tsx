import { createFileRoute } from '@tanstack/react-router'
import { RecurringScreen } from '~/features/recurring/RecurringScreen'
import { openSearch } from '~/lib/useOpened'

export const Route = createFileRoute('/_app/recurring')({
  validateSearch: openSearch,
  component: RecurringScreen,
})
