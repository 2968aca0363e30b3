import { createFileRoute } from '@tanstack/react-router'
import { AdminScreen } from '~/features/admin/AdminScreen'
import { listSearch } from '~/features/people/listSearch'

/** The filter and the order are those of the users. */
export const Route = createFileRoute('/_app/administration')({ validateSearch: listSearch, component: AdminScreen })
