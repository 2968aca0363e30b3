import { type CustomField, CustomField_Target, CustomFieldsService } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
import { complain } from '~/ui/Toast'
import { UsedBy } from './UsedBy'
import { text } from './text'

/** Asks before a field is retired. */
export function RetireField({ field, onClose }: { field: CustomField; onClose: () => void }) {
  const retire = useCommand(CustomFieldsService.method.retireCustomField)
  return (
    <Confirm
      title={text.retireAsk(field.name)}
      action={text.retire}
      danger
      busy={retire.isPending}
      onConfirm={() => retire.mutate({ id: field.id }, { onSuccess: onClose, onError: complain })}
      onClose={onClose}
    >
      <p className="pb-3">{text.retireFieldMeans}</p>
      {field.target === CustomField_Target.ITEM && <UsedBy thingId={field.id} />}
    </Confirm>
  )
}
