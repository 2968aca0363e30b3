import { createFileRoute } from '@tanstack/react-router'
import { CustomersScreen } from '~/features/customer/CustomersScreen'

export const Route = createFileRoute('/_app/customers/')({
  validateSearch: (search: Record<string, unknown>): { tab?: 'organizations' | undefined } => ({ tab: search.tab === 'organizations' ? search.tab : undefined }),
  component: () => <CustomersScreen tab={Route.useSearch().tab ?? 'people'} />,
})
