import { createFileRoute } from '@tanstack/react-router'
import { CustomersScreen } from '~/features/customer/CustomersScreen'

export const Route = createFileRoute('/_app/customers')({ component: CustomersScreen })
