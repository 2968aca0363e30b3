// The caller's running timer: there is one at most.
import { TimersService } from '~/gen/tandem/timesheets/v1/timers_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { newRequestId } from '~/lib/request-id'
import { seconds, spell } from '~/lib/time'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'

export function useTimer() {
  const running = useRead(TimersService.method.listTimers, {}).data?.timers[0]
  const start = useCommand(TimersService.method.startTimer)
  const stop = useCommand(TimersService.method.stopTimer)
  return {
    running,
    busy: start.isPending || stop.isPending,
    start: (itemId: string) => start.mutate({ itemId, requestId: newRequestId() }, { onError: complain }),
    stop: () =>
      running &&
      stop.mutate(
        { id: running.id },
        { onError: complain, onSuccess: (entry) => tell(text.logged(spell(seconds(entry.duration)))) },
      ),
  }
}
