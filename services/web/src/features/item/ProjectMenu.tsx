import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useRead } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { PrivateMark } from '../sharing/PrivateMark'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** The project an item is in, and the choice of another. */
export function ProjectMenu({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  const change = useItemChange(item)
  const { data: project } = useRead(ProjectsService.method.getProject, { id: item.projectId }, item.projectId !== '')
  const { data: list } = useRead(ProjectsService.method.listProjects, { pageSize: 100 }, open)
  const choices = (list?.projects ?? []).map(({ id, name }) => ({ id, label: name }))
  return (
    <Pop
      label={text.project}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="-mx-1.5 -my-0.5 inline-flex max-w-full items-center gap-1 rounded-md px-1.5 py-0.5 text-left hover:bg-hover">
          <span className="truncate">{project?.name ?? <span className="text-soft">{text.noProject}</span>}</span>
          <PrivateMark project={project} />
        </button>
      }
    >
      <Picker
        label={text.project}
        empty={text.noMatch}
        selected={[item.projectId]}
        choices={[{ id: '', label: text.noProject }, ...choices]}
        onPick={({ id }) => {
          if (id !== item.projectId) change.mutate({ projectId: id, folderId: '' })
          setOpen(false)
        }}
      />
    </Pop>
  )
}
