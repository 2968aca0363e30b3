import { FieldFacts } from '~/features/field/FieldFacts'
import { Known } from '~/features/field/Known'
import { useFields } from '~/features/field/useFields'
import { type User, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { Dialog } from '~/ui/Dialog'
import { complain } from '~/ui/Toast'
import { roles, text } from './text'

/** What is known of a member of staff. */
export function UserDialog({ user: listed, onClose }: { user: User; onClose: () => void }) {
  const admin = useIsAdmin()
  const user = useRead(UsersService.method.getUser, { id: listed.id }).data ?? listed
  const fields = useFields(CustomField_Target.USER)
  const update = useCommand(UsersService.method.updateUser)
  const keep = ({ fields: some, path }: { fields: User['fields']; path: string }) =>
    update.mutate({ user: { id: user.id, fields: some }, updateMask: { paths: [path] } }, { onError: complain })
  return (
    <Dialog title={user.name} open onClose={onClose}>
      <dl className="grid gap-2 text-sm">
        <Known label={text.email}>{user.email}</Known>
        <Known label={text.role}>{roles[user.role]}</Known>
        <FieldFacts fields={fields} values={user.fields} onKeep={admin ? keep : undefined} />
      </dl>
    </Dialog>
  )
}
