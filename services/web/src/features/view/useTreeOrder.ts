// Groups in the order of the tree that they are of, not by how much is in them.
import { FoldersService } from '~/gen/tandem/items/v1/folders_service_pb'
import type { ItemGroup } from '~/gen/tandem/items/v1/views_service_pb'
import { useRead } from '~/lib/query'
import { inOrder } from '../outline/outline'
import { usePortfolios } from '../portfolio/usePortfolios'
import { useFolders } from '../project/useFolders'

export function useTreeOrder(by: string, groups: ItemGroup[]): ItemGroup[] {
  const first = by === 'folder' ? (groups.find(({ value }) => value !== '')?.value ?? '') : ''
  const { data: folder } = useRead(FoldersService.method.getFolder, { id: first }, first !== '')
  const { folders } = useFolders(folder?.projectId ?? '')
  const { portfolios } = usePortfolios(by === 'portfolio')
  if (by !== 'folder' && by !== 'portfolio') return groups
  const ids = (by === 'folder' ? inOrder(folders) : inOrder(portfolios)).map(({ node }) => node.id)
  // What is in none comes last.
  const place = ({ value }: ItemGroup) => (value === '' ? Infinity : ids.indexOf(value))
  return groups.toSorted((one, other) => place(one) - place(other))
}
