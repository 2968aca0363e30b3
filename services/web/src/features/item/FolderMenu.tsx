import { useState } from 'react'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { inOrder, pathOf } from '../outline/outline'
import { useFolders } from '../project/useFolders'
import { text } from './text'
import { useItemChange } from './useItemChange'

/** The folder an item is in, and the choice of another of its project. */
export function FolderMenu({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  const change = useItemChange(item)
  const { folders } = useFolders(item.projectId)
  const choices = inOrder(folders).map(({ node: { id } }) => ({ id, label: pathOf(folders, id) }))
  return (
    <Pop
      label={text.folder}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="-mx-1.5 -my-0.5 max-w-full truncate rounded-md px-1.5 py-0.5 text-left hover:bg-hover">
          {pathOf(folders, item.folderId) || <span className="text-soft">{text.noFolder}</span>}
        </button>
      }
    >
      <Picker
        label={text.folder}
        empty={text.noMatch}
        selected={[item.folderId]}
        choices={[{ id: '', label: text.noFolder }, ...choices]}
        onPick={({ id }) => {
          if (id !== item.folderId) change.mutate({ folderId: id })
          setOpen(false)
        }}
      />
    </Pop>
  )
}
