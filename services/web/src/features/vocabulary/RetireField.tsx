import { type CustomField, CustomFieldsService } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
import { complain } from '~/ui/Toast'
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
      {text.retireFieldMeans}
    </Confirm>
  )
}
