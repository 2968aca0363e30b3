import { createFileRoute } from '@tanstack/react-router'
import { AutomationScreen } from '~/features/automation/AutomationScreen'

export const Route = createFileRoute('/_app/automation')({ component: AutomationScreen })
