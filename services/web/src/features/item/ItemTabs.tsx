import { Globe, History, ListTree, Lock, Timer } from 'lucide-react'
import { useState } from 'react'
import { DraftMark } from '~/features/conversation/DraftMark'
import { UnreadMark } from '~/features/conversation/UnreadMark'
import { SubjectConversation } from '~/features/conversation/SubjectConversation'
import { LifeTab } from '~/features/life/LifeTab'
import { text as life } from '~/features/life/text'
import { TimeTab } from '~/features/time/TimeTab'
import { Visibility } from '~/gen/tandem/conversations/v1/conversations_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useShortcut } from '~/lib/keys'
import { Tabs } from '~/ui/Tabs'
import { ActivityTab } from './ActivityTab'
import { text } from './text'

type Id = 'customer' | 'internal' | 'life' | 'time' | 'activity'

/** The conversations of an item, its time, and its history. */
export function ItemTabs({ item }: { item: Item }) {
  const forCustomers = item.kind === Kind.TICKET || item.requesterIds.length > 0
  const [chosen, setTab] = useState<Id>(forCustomers ? 'customer' : 'internal')
  useShortcut('r', 'Reply to the customer', () => setTab('customer'))
  useShortcut('n', 'Internal note', () => setTab('internal'))
  return (
    <Tabs
      label={text.details}
      value={chosen}
      onChange={(id) => setTab(id as Id)}
      className="grow"
      tabs={[
        { id: 'customer', label: <Label icon={<Globe aria-hidden className="text-customer" />} text={text.customer} after={<Marks subject={item.id} visibility={Visibility.CUSTOMER} />} /> },
        { id: 'internal', label: <Label icon={<Lock aria-hidden className="text-internal" />} text={text.internal} after={<Marks subject={item.id} visibility={Visibility.INTERNAL} />} /> },
        { id: 'life', label: <Label icon={<ListTree aria-hidden />} text={life.tab} after={<Children item={item} />} /> },
        { id: 'time', label: <Label icon={<Timer aria-hidden />} text={text.time} /> },
        { id: 'activity', label: <Label icon={<History aria-hidden />} text={text.activity} /> },
      ]}
    >
      {chosen === 'customer' && (
        <SubjectConversation key="customer" subject={item.id} visibility={Visibility.CUSTOMER} expectedIds={item.requesterIds} />
      )}
      {chosen === 'internal' && <SubjectConversation key="internal" subject={item.id} visibility={Visibility.INTERNAL} />}
      {chosen === 'life' && <LifeTab item={item} />}
      {chosen === 'time' && <TimeTab itemId={item.id} />}
      {chosen === 'activity' && <ActivityTab item={item} />}
    </Tabs>
  )
}

function Label({ icon, text, after }: { icon: React.ReactNode; text: string; after?: React.ReactNode }) {
  return (
    <>
      <span className="contents @max-lg:hidden">{icon}</span>
      {text}
      {after}
    </>
  )
}

function Children({ item }: { item: Item }) {
  if (item.childCount === 0) return null
  return <span className="text-xs text-soft tabular-nums">{`${item.finishedChildCount}/${item.childCount}`}</span>
}

function Marks(about: { subject: string; visibility: Visibility }) {
  return (
    <>
      <UnreadMark {...about} />
      <DraftMark {...about} />
    </>
  )
}
