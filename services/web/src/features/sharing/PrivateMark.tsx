import { Lock } from 'lucide-react'
import { type Project, Project_Privacy } from '~/gen/tandem/items/v1/projects_service_pb'
import { text } from './text'

/** A lock on what only some see. */
export function PrivateMark({ project }: { project: Project | undefined }) {
  if (project?.privacy !== Project_Privacy.PRIVATE) return null
  return (
    <span role="img" aria-label={text.privateMark} title={text.privateMark} className="inline-flex shrink-0">
      <Lock aria-hidden className="size-3.5 text-soft" />
    </span>
  )
}
