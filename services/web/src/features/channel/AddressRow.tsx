import { Trash2 } from 'lucide-react'
import { useTypes } from '~/features/item/useStatuses'
import type { MailboxAddress } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { Field } from '~/ui/Field'
import { IconButton } from '~/ui/IconButton'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  address: MailboxAddress
  problem: string | undefined
  onChange: (address: MailboxAddress) => void
  onRemove: (() => void) | undefined
}

/** An address, and what mail to it opens. */
export function AddressRow({ address, problem, onChange, onRemove }: Props) {
  const kind = address.kind || Kind.TICKET
  const types = useTypes().filter((type) => type.kind === kind)
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100 }).data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <li className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-[2fr_1fr_1.1fr_1.1fr_auto]">
      <Field label={text.address} problem={problem}>
        <input
          required
          inputMode="email"
          autoComplete="off"
          spellCheck={false}
          placeholder="support@acme.com"
          value={address.address}
          onChange={(event) => onChange({ ...address, address: event.target.value.trim() })}
          className={inputLook}
        />
      </Field>
      <Field label={text.opens}>
        <select value={kind} onChange={(event) => onChange({ ...address, kind: Number(event.target.value), typeId: '' })} className={inputLook}>
          <option value={Kind.TICKET}>{text.ticket}</option>
          <option value={Kind.TASK}>{text.task}</option>
        </select>
      </Field>
      <Field label={text.type}>
        <select value={address.typeId} onChange={(event) => onChange({ ...address, typeId: event.target.value })} className={inputLook}>
          <option value="">{text.usualType}</option>
          {types.map((type) => (
            <option key={type.id} value={type.id}>
              {type.name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={text.project}>
        <select value={address.projectId} onChange={(event) => onChange({ ...address, projectId: event.target.value })} className={inputLook}>
          <option value="">{text.noProject}</option>
          {projects.map((project) => (
            <option key={project.id} value={project.id}>
              {project.name}
            </option>
          ))}
        </select>
      </Field>
      {onRemove && (
        <IconButton label={text.removeAddress(address.address)} onClick={onRemove} className="self-start sm:mt-6">
          <Trash2 />
        </IconButton>
      )}
    </li>
  )
}
