import { Building2, Folder } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { OrganizationsService } from '~/gen/tandem/directory/v1/organizations_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages, useRead } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { PeoplePicker } from './PeoplePicker'
import type { With } from './beginning'
import { text } from './text'

interface Props {
  kind: With
  selected: readonly string[]
  onPick: (id: string) => void
}

/** Whom or what a new conversation is about. */
export function SubjectPicker({ kind, selected, onPick }: Props) {
  if (kind === 'organization') return <OrganizationPicker selected={selected} onPick={onPick} />
  if (kind === 'project') return <ProjectPicker selected={selected} onPick={onPick} />
  return <PeoplePicker label={text.whom} customers={kind === 'customer'} noUsers={kind === 'customer'} selected={selected} onPick={onPick} />
}

function OrganizationPicker({ selected, onPick }: Omit<Props, 'kind'>) {
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const found = useRead(OrganizationsService.method.listOrganizations, { query, pageSize: 20 }).data?.organizations ?? []
  return (
    <Picker
      label={text.kinds.organization.label}
      empty={text.nobodyFound}
      onSearch={setTyped}
      selected={selected}
      choices={found.map(({ id, name }) => ({ id, label: name, icon: <Building2 aria-hidden className="text-soft" /> }))}
      onPick={({ id }) => onPick(id)}
    />
  )
}

function ProjectPicker({ selected, onPick }: Omit<Props, 'kind'>) {
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100 }).data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <Picker
      label={text.kinds.project.label}
      empty={text.nobodyFound}
      selected={selected}
      choices={projects.map(({ id, name }) => ({ id, label: name, icon: <Folder aria-hidden className="text-soft" /> }))}
      onPick={({ id }) => onPick(id)}
    />
  )
}
