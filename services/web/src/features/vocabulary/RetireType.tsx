import { type ItemType, ItemTypesService } from '~/gen/tandem/items/v1/item_types_service_pb'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
import { complain } from '~/ui/Toast'
import { UsedBy } from './UsedBy'
import { text } from './text'

/** Asks before a type is retired. */
export function RetireType({ type, onClose }: { type: ItemType; onClose: () => void }) {
  const retire = useCommand(ItemTypesService.method.retireItemType)
  return (
    <Confirm
      title={text.retireAsk(type.name)}
      action={text.retire}
      danger
      busy={retire.isPending}
      onConfirm={() => retire.mutate({ id: type.id }, { onSuccess: onClose, onError: complain })}
      onClose={onClose}
    >
      <p className="pb-3">{text.retireTypeMeans}</p>
      <UsedBy thingId={type.id} />
    </Confirm>
  )
}
