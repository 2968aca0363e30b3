import { createFileRoute } from '@tanstack/react-router'
import { WidgetsScreen } from '~/features/widget/WidgetsScreen'

export const Route = createFileRoute('/_app/widgets/')({ component: WidgetsScreen })
