import { at } from '~/lib/time'
import { FolderName, ProjectName } from '../view/names'
import type { Begun } from './newItem'
import { text } from './text'

/** Where a new item will be, and when it is planned. */
export function BegunIn({ begun: { projectId = '', folderId = '', plannedStart } }: { begun: Begun }) {
  if (!projectId && !plannedStart) return null
  return (
    <p className="pb-2 text-sm text-soft">
      {projectId && (
        <>
          {text.project}: <ProjectName id={projectId} />
        </>
      )}
      {folderId && (
        <>
          {' / '}
          <FolderName id={folderId} />
        </>
      )}
      {plannedStart && `${text.plannedStart}: ${at(plannedStart)}`}
    </p>
  )
}
