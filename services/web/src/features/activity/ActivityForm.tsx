import { useFields } from '~/features/field/useFields'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { usePages } from '~/lib/query'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { type Asked, whats } from './asked'
import { text } from './text'

interface Props {
  asked: Asked
  onChange: (asked: Asked) => void
}

/** Who did what, and since when. */
export function ActivityForm({ asked, onChange }: Props) {
  const users = usePages(UsersService.method.listUsers, { pageSize: 100, showDisabled: true })
  const own = useFields(CustomField_Target.ITEM).map(({ key, name }) => ({ value: `fields.${key}`, label: name }))
  const set = (change: Asked) => onChange({ ...asked, ...change })
  return (
    <>
      <Field label={text.who}>
        <select value={asked.who ?? ''} onChange={(event) => set({ who: event.target.value || undefined })} className={`${inputLook} sm:max-w-56`}>
          <option value="">{text.anybody}</option>
          {users.data?.pages.flatMap((page) => page.users).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="system">{text.tandem}</option>
        </select>
      </Field>
      <Field label={text.what}>
        <select value={asked.what ?? ''} onChange={(event) => set({ what: event.target.value || undefined })} className={`${inputLook} sm:max-w-56`}>
          {[...whats, ...own].map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      {(['from', 'until'] as const).map((end) => (
        <Field key={end} label={text[end]}>
          <input type="date" value={asked[end] ?? ''} onChange={(event) => set({ [end]: event.target.value || undefined })} className={inputLook} />
        </Field>
      ))}
    </>
  )
}
