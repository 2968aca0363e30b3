import { Users } from 'lucide-react'
import { useState } from 'react'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { Button } from '~/ui/Button'
import { Dialog } from '~/ui/Dialog'
import { Sharing } from './Sharing'
import { text } from './text'

/** The way to whom a project is shared with. */
export function ShareProject({ project }: { project: Project }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Users aria-hidden />
        <span className="max-sm:sr-only">{text.share}</span>
      </Button>
      <Dialog title={text.title(project.name)} open={open} onClose={() => setOpen(false)}>
        <Sharing project={project} />
      </Dialog>
    </>
  )
}
