import {
  BookOpen, Bug, CircleHelp, ClipboardList, CreditCard, FileText, Frown, Hammer, Heart, Lightbulb, type LucideIcon, Megaphone, Package, Phone, Shield,
  ShoppingCart, Sparkles, SquareCheck, Star, Ticket, TriangleAlert, Truck, UserPlus, Wrench, Zap,
} from 'lucide-react'
import type { ItemType } from '~/gen/tandem/items/v1/item_types_service_pb'

/** The icons that a type may have, by their names. */
export const icons: Record<string, LucideIcon> = {
  ticket: Ticket,
  frown: Frown,
  'help-circle': CircleHelp,
  'alert-triangle': TriangleAlert,
  'check-square': SquareCheck,
  sparkles: Sparkles,
  bug: Bug,
  'book-open': BookOpen,
  'clipboard-list': ClipboardList,
  'credit-card': CreditCard,
  'file-text': FileText,
  hammer: Hammer,
  heart: Heart,
  lightbulb: Lightbulb,
  megaphone: Megaphone,
  package: Package,
  phone: Phone,
  shield: Shield,
  'shopping-cart': ShoppingCart,
  star: Star,
  truck: Truck,
  'user-plus': UserPlus,
  wrench: Wrench,
  zap: Zap,
}

/** The icon of a type in its colour. */
export function TypeIcon({ type }: { type: Pick<ItemType, 'icon' | 'color'> | undefined }) {
  const Icon = icons[type?.icon ?? ''] ?? Ticket
  return <Icon aria-hidden className="size-4 shrink-0" style={{ color: type?.color }} />
}
