import { createFileRoute } from '@tanstack/react-router'
import { RecurringScreen } from '~/features/recurring/RecurringScreen'

export const Route = createFileRoute('/_app/recurring')({
  component: RecurringScreen,
})
