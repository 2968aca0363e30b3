import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { useOrganization } from '~/features/people/useOrganization'
import { type Customer, CustomersService } from '~/gen/tandem/directory/v1/customers_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { complain } from '~/ui/Toast'
import { text } from './text'

/** What is known of a customer. */
export function CustomerDialog({ customer: listed, onClose }: { customer: Customer; onClose: () => void }) {
  const customer = useRead(CustomersService.method.getCustomer, { id: listed.id }).data ?? listed
  const organization = useOrganization(customer.organizationId)
  const fields = useFields(CustomField_Target.CUSTOMER)
  const update = useCommand(CustomersService.method.updateCustomer)
  return (
    <Dialog title={customer.name || customer.email} open onClose={onClose}>
      <dl className="grid gap-2 text-sm">
        <Known label={text.email}>{customer.email}</Known>
        {organization && <Known label={text.organization}>{organization.name}</Known>}
        <FieldFacts
          fields={fields}
          values={customer.fields}
          onKeep={({ fields: some, path }) =>
            update.mutate({ customer: { id: customer.id, fields: some }, updateMask: { paths: [path] } }, { onError: complain })
          }
        />
      </dl>
    </Dialog>
  )
}
