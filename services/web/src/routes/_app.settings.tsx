import { createFileRoute } from '@tanstack/react-router'
import { SettingsScreen } from '~/features/app/SettingsScreen'

export const Route = createFileRoute('/_app/settings')({ component: SettingsScreen })
