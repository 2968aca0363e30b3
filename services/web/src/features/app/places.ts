// The places of the app, in the order of the bar.
import {
  Building2,
  CheckSquare,
  Folder,
  Gauge,
  History,
  Inbox,
  type LucideIcon,
  MessageCircle,
  MessageSquareText,
  MessagesSquare,
  RadioTower,
  Repeat,
  Send,
  Settings,
  Workflow,
} from 'lucide-react'
import { text } from './text'

export interface Place {
  to:
    | '/'
    | '/tickets'
    | '/tasks'
    | '/chats'
    | '/messages'
    | '/projects'
    | '/customers'
    | '/automation'
    | '/canned-replies'
    | '/recurring'
    | '/activity'
    | '/channels'
    | '/administration'
    | '/outgoing'
  label: string
  icon: LucideIcon
  adminsOnly?: boolean
}

export const places: Place[] = [
  { to: '/', label: text.dashboard, icon: Gauge },
  { to: '/tickets', label: text.tickets, icon: Inbox },
  { to: '/tasks', label: text.tasks, icon: CheckSquare },
  { to: '/chats', label: text.chats, icon: MessageCircle },
  { to: '/messages', label: text.messenger, icon: MessagesSquare },
  { to: '/projects', label: text.projects, icon: Folder },
  { to: '/customers', label: text.customers, icon: Building2 },
  { to: '/automation', label: text.automation, icon: Workflow },
  { to: '/canned-replies', label: text.canned, icon: MessageSquareText },
  { to: '/recurring', label: text.recurring, icon: Repeat },
  { to: '/activity', label: text.activity, icon: History },
  { to: '/channels', label: text.channels, icon: RadioTower, adminsOnly: true },
  { to: '/outgoing', label: text.outgoing, icon: Send, adminsOnly: true },
  { to: '/administration', label: text.administration, icon: Settings },
]
