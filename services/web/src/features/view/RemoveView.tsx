import { type View, View_Visibility } from '~/gen/tandem/items/v1/views_service_pb'
import { Confirm } from '~/ui/Confirm'
import { tell } from '~/ui/Toast'
import { text } from './text'
import type { ViewCommands } from './useViewCommands'

/** Asks before a view is deleted. */
export function RemoveView({ view, commands, onClose }: { view: View; commands: ViewCommands; onClose: () => void }) {
  return (
    <Confirm
      title={text.removeTitle(view.name)}
      action={text.remove}
      danger
      busy={false}
      onConfirm={() => {
        commands.remove(view, () => tell(text.removed(view.name)))
        onClose()
      }}
      onClose={onClose}
    >
      {view.visibility === View_Visibility.PRIVATE ? text.removeMine : text.removeShared}
    </Confirm>
  )
}
