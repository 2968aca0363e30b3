import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { type Organization, OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Dialog } from '~/ui/Dialog'
import { complain } from '~/ui/Toast'
import { text } from './text'

/** What is known of an organization. */
export function OrganizationDialog({ organization: listed, onClose }: { organization: Organization; onClose: () => void }) {
  const organization = useRead(OrganizationsService.method.getOrganization, { id: listed.id }).data ?? listed
  const fields = useFields(CustomField_Target.ORGANIZATION)
  const update = useCommand(OrganizationsService.method.updateOrganization)
  return (
    <Dialog title={organization.name} open onClose={onClose}>
      <dl className="grid gap-2 text-sm">
        <Known label={text.domains}>{organization.domains.join(', ') || '–'}</Known>
        <FieldFacts
          fields={fields}
          values={organization.fields}
          onKeep={({ fields: some, path }) =>
            update.mutate({ organization: { id: organization.id, fields: some }, updateMask: { paths: [path] } }, { onError: complain })
          }
        />
      </dl>
    </Dialog>
  )
}
