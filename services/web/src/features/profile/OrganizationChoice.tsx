import { Building2, ChevronDown } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { useRead } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { OrganizationLink } from './OrganizationLink'
import { text } from './text'

/** The organization that a customer belongs to, or none: a link to it, and beside that the choice of another. */
export function OrganizationChoice({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const { data } = useRead(OrganizationsService.method.listOrganizations, { query, pageSize: 20 }, open)
  const none = { id: '', label: text.noOrganization }
  return (
    <span className="flex items-center gap-1">
      <span className="min-w-0">{value ? <OrganizationLink id={value} /> : <span className="text-soft">{text.noOrganization}</span>}</span>
      <Pop
        label={text.chooseOrganization}
        open={open}
        onOpenChange={(next) => {
          setTyped('')
          setOpen(next)
        }}
        trigger={
          <IconButton label={text.chooseOrganization} className="size-6!">
            <ChevronDown />
          </IconButton>
        }
      >
        <Picker
          label={text.chooseOrganization}
          empty={text.noOrganizationFound}
          selected={[value]}
          onSearch={setTyped}
          choices={[...(query ? [] : [none]), ...(data?.organizations ?? []).map(({ id, name }) => ({ id, label: name, icon: <Building2 aria-hidden /> }))]}
          onPick={({ id }) => {
            setOpen(false)
            if (id !== value) onChange(id)
          }}
        />
      </Pop>
    </span>
  )
}
