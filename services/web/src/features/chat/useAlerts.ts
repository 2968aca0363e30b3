// Tells of chats on every screen: a sound, a notice of the desktop, and the count before the title.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { ping } from '~/lib/ping'
import { waitingMark } from '~/lib/waitingMark'
import { notify, soundWanted } from './alerts'
import { availability } from './availability'
import { text } from './text'
import { useChatCounts } from './useChatCounts'

export function useAlerts(): void {
  const { waiting, mine } = useChatCounts()
  const takes = useQuery(availability).data?.available ?? false
  const sounds = soundWanted.use() ?? takes
  const navigate = useNavigate()
  const before = useRef<number>(undefined)
  useEffect(() => waitingMark.set(waiting), [waiting])
  useEffect(() => {
    const all = waiting + mine
    // One that is taken leaves the queue and becomes one's own: together they grow only by what is new.
    const grew = before.current !== undefined && all > before.current
    before.current = all
    if (!grew) return
    if (sounds) ping()
    notify(waiting > 0 ? text.waitingCount(waiting) : text.givenToYou, () => {
      void navigate({ to: '/chats', search: { tab: waiting > 0 ? 'waiting' : 'mine' } })
    })
  }, [waiting, mine, sounds, navigate])
}
