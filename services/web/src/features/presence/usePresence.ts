// Who else looks at a thing or writes there.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Presence_Activity, PresenceService } from '~/gen/tandem/conversations/v1/presence_service_pb'
import { call } from '~/lib/call'
import { read } from '~/lib/query'

const beatMs = 10_000
/** Who has not typed for so long has stopped. */
const stillMs = 5000

/** Tells that the user is there, and whether they type: keys pressed in any text of the page. */
export function useBeat(subject: string): void {
  useEffect(() => {
    let typedAt = 0
    let said = Presence_Activity.UNSPECIFIED
    const say = (activity: Presence_Activity) => {
      said = activity
      void call(PresenceService.method.updatePresence, { subject, activity }).catch(() => undefined)
    }
    const now = () => (Date.now() - typedAt < stillMs ? Presence_Activity.TYPING : Presence_Activity.VIEWING)
    const onInput = (event: Event) => {
      if (!(event.target instanceof HTMLElement) || !event.target.isContentEditable) return
      typedAt = Date.now()
      if (said !== Presence_Activity.TYPING) say(Presence_Activity.TYPING)
    }
    const beat = setInterval(() => document.visibilityState === 'visible' && say(now()), beatMs)
    const still = setInterval(() => said === Presence_Activity.TYPING && now() !== said && say(now()), 1000)
    addEventListener('input', onInput)
    say(Presence_Activity.VIEWING)
    return () => {
      clearInterval(beat)
      clearInterval(still)
      removeEventListener('input', onInput)
      say(Presence_Activity.LEFT)
    }
  }, [subject])
}

/** The others who are there, those who write first. */
export function usePresence(subject: string) {
  return useQuery({ ...read(PresenceService.method.getPresence, { subject }), refetchInterval: 20_000 }).data?.people ?? []
}
