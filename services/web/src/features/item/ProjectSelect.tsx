import { ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { usePages } from '~/lib/query'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  value: string
  onChange: (projectId: string) => void
  /** From its field. */
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

/** A project, or none. */
export function ProjectSelect({ value, onChange, ...rest }: Props) {
  const projects = usePages(ProjectsService.method.listProjects, { pageSize: 100 }).data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <select {...rest} value={value} onChange={(event) => onChange(event.target.value)} className={inputLook}>
      <option value="">{text.noProject}</option>
      {projects.map((project) => (
        <option key={project.id} value={project.id}>
          {project.name}
        </option>
      ))}
    </select>
  )
}
