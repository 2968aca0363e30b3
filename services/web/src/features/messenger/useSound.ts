// A short sound when something new is to be read.
import { useEffect, useRef } from 'react'
import { MessengerService } from '~/gen/tandem/conversations/v1/messenger_service_pb'
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

/** Two soft notes. A page that nobody has touched yet may make no sound: then there is none. */
function ping(): void {
  const context = new AudioContext()
  const volume = context.createGain()
  volume.gain.setValueAtTime(0.08, context.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4)
  volume.connect(context.destination)
  for (const [hertz, after] of [[660, 0], [880, 0.12]] as const) {
    const note = context.createOscillator()
    note.frequency.value = hertz
    note.connect(volume)
    note.start(context.currentTime + after)
    note.stop(context.currentTime + 0.4)
  }
  setTimeout(() => void context.close(), 600)
}
