// The folders of a project, and what is done with them.
import { type Folder, FoldersService } from '~/gen/tandem/items/v1/folders_service_pb'
import { useCommand, useRead } from '~/lib/query'
import type { Acts } from '../outline/acts'
import { text } from './text'

const none: Folder[] = []

export function useFolders(projectId: string, enabled = true) {
  const { data, error, refetch } = useRead(FoldersService.method.listFolders, { projectId }, enabled && projectId !== '')
  return { folders: data?.folders ?? none, loaded: data !== undefined, error, again: () => void refetch() }
}

export function useFolderActs(projectId: string): Acts<Folder> {
  const create = useCommand(FoldersService.method.createFolder)
  const update = useCommand(FoldersService.method.updateFolder)
  const move = useCommand(FoldersService.method.moveFolder)
  const remove = useCommand(FoldersService.method.deleteFolder)
  return {
    noun: 'folder',
    removal: text.folderRemoval,
    create: (parentId, name, requestId) => create.mutateAsync({ projectId, parentId, name, requestId }),
    rename: ({ id, revision }, name) => update.mutateAsync({ folder: { id, revision, name }, updateMask: { paths: ['name'] } }),
    move: ({ id }, parentId, afterId) => move.mutateAsync({ id, parentId, afterId }),
    remove: ({ id }) => remove.mutateAsync({ id, moveContentUp: true }),
  }
}
