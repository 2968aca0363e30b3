import { createFileRoute } from '@tanstack/react-router'
import { ActivityScreen } from '~/features/activity/ActivityScreen'
import { activitySearch } from '~/features/activity/search'

export const Route = createFileRoute('/_app/activity')({
  validateSearch: activitySearch,
  component: () => <ActivityScreen search={Route.useSearch()} />,
})
