import { createFileRoute } from '@tanstack/react-router'
import { OutgoingScreen } from '~/features/mail/OutgoingScreen'

export const Route = createFileRoute('/_app/outgoing')({ component: OutgoingScreen })
