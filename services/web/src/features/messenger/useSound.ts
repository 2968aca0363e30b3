// A short sound when something new is to be read.
import { useEffect, useRef } from 'react'
import { MessengerService } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { ping } from '~/lib/ping'
import { useRead } from '~/lib/query'
import { useCounts } from './useCounts'

/** Sounds when the unread grow, unless the user wants silence. */
export function useSound(): void {
  const { all } = useCounts()
  const play = useRead(MessengerService.method.getMessengerSettings, {}).data?.playSound ?? false
  const before = useRef<number>(undefined)
  useEffect(() => {
    const grew = before.current !== undefined && all > before.current
    before.current = all
    if (grew && play) ping()
  }, [all, play])
}
