// Whether this user takes chats. It holds for two minutes at the server, so it is said again while the app is open: on any screen.
import { ChatsService } from '~/gen/tandem/conversations/v1/chats_service_pb'
import { call } from '~/lib/call'
import { client, nameOf, read } from '~/lib/query'
import { touch } from '~/lib/subjects'
import { complain } from '~/ui/Toast'

const everyMs = 45_000
const place = 'tandem.takesChats'

let timer: ReturnType<typeof setInterval> | undefined

export const availability = read(ChatsService.method.getChatAvailability, {})

/** Says it now, and goes on saying it. */
export async function setAvailable(available: boolean, mostChats = 0): Promise<void> {
  keep(available)
  const said = await call(ChatsService.method.setChatAvailability, { available, mostChats })
  client.setQueryData(availability.queryKey, said)
  touch(client, nameOf(ChatsService.method.setChatAvailability), [])
}

/** After the page was loaded anew: goes on where it was. */
export function resumeAvailability(): void {
  if (sessionStorage.getItem(place) === 'yes') setAvailable(true).catch(() => undefined)
}

function keep(available: boolean): void {
  clearInterval(timer)
  timer = undefined
  if (!available) {
    sessionStorage.removeItem(place)
    return
  }
  sessionStorage.setItem(place, 'yes')
  timer = setInterval(() => {
    call(ChatsService.method.setChatAvailability, { available: true }).catch(complain)
  }, everyMs)
}
