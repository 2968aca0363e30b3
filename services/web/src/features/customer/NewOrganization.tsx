import { useState } from 'react'
import { NewFields } from '~/features/field/NewFields'
import { useNewFields } from '~/features/field/useNewFields'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useCommand } from '~/lib/query'
import { useRequestId } from '~/lib/request-id'
import { Dialog } from '~/ui/Dialog'
import { Field } from '~/ui/Field'
import { FormEnd } from '~/ui/FormEnd'
import { tell } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { text } from './text'

/** Adds a customer organization with the domains that are its own. */
export function NewOrganization({ onClose }: { onClose: () => void }) {
  const [requestId] = useRequestId()
  const own = useNewFields(CustomField_Target.ORGANIZATION)
  const [name, setName] = useState('')
  const [domains, setDomains] = useState('')
  const create = useCommand(OrganizationsService.method.createOrganization)
  const problem = create.error ? problemOf(create.error) : undefined
  const taken = problem?.reason === 'DOMAIN_TAKEN' ? text.domainTaken : undefined
  const add = () =>
    create.mutate(
      { name, domains: domains.split(/[\s,]+/).filter(Boolean), requestId, fields: own.given },
      {
        onSuccess: () => {
          tell(text.created(name))
          onClose()
        },
      },
    )
  return (
    <Dialog title={text.newOrganization} open onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (!create.isPending) add()
        }}
      >
        <Field label={text.name} problem={fieldProblem(problem, 'name')}>
          <input autoFocus required value={name} onChange={(event) => setName(event.target.value)} className={inputLook} />
        </Field>
        <Field label={text.domains} hint={text.domainsHint} problem={taken ?? fieldProblem(problem, 'domains')}>
          <input value={domains} placeholder="acme.com" onChange={(event) => setDomains(event.target.value)} className={inputLook} />
        </Field>
        <NewFields own={own} problem={problem} />
        <FormEnd problem={taken ? undefined : problem} busy={create.isPending} submit={text.create} cancel={text.cancel} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
