import type { MessageInitShape } from '@bufbuild/protobuf'
import { type ItemPreferencesSchema, ItemPreferencesService } from '~/gen/tandem/items/v1/item_preferences_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Check } from '~/ui/Check'
import { Loading } from '~/ui/Loading'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** What an account prefers of items with subtasks and links; each is kept as it is ticked. */
export function ItemPreferences() {
  const { data, error, refetch } = useRead(ItemPreferencesService.method.getItemPreferences, {})
  const update = useCommand(ItemPreferencesService.method.updateItemPreferences)
  if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading />
  const set = (fields: MessageInitShape<typeof ItemPreferencesSchema>, path: string) =>
    update.mutate({ itemPreferences: fields, updateMask: { paths: [path] } }, { onError: complain, onSettled: () => void refetch() })
  return (
    <div className="grid max-w-xl content-start gap-4 p-4">
      <p className="text-sm text-soft">{text.preferencesAbout}</p>
      <Check
        label={text.rollUpPercent}
        hint={text.rollUpPercentHint}
        checked={data.rollUpPercent}
        onChange={(rollUpPercent) => set({ rollUpPercent }, 'roll_up_percent')}
      />
      <Check
        label={text.rollUpState}
        hint={text.rollUpStateHint}
        checked={data.rollUpState}
        onChange={(rollUpState) => set({ rollUpState }, 'roll_up_state')}
      />
      <Check
        label={text.refuseBlocked}
        hint={text.refuseBlockedHint}
        checked={data.refuseBlocked}
        onChange={(refuseBlocked) => set({ refuseBlocked }, 'refuse_blocked')}
      />
    </div>
  )
}
