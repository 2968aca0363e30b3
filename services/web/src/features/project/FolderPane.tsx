import { Folder, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Project } from '~/gen/tandem/items/v1/projects_service_pb'
import { IconButton } from '~/ui/IconButton'
import { Trouble } from '~/ui/Trouble'
import { NameDialog } from '../outline/NameDialog'
import { Outline } from '../outline/Outline'
import { whyNotPlan } from '../sharing/may'
import { text } from './text'
import { useFolderActs, useFolders } from './useFolders'

/** What is shown of a project: all of it, a folder, or what is in none. */
export const noFolder = 'none'

/** The folders of a project: one is chosen, and they are changed here. */
export function FolderPane({ project, selected, onSelect }: { project: Project; selected: string; onSelect: (id: string) => void }) {
  const [adding, setAdding] = useState(false)
  const { folders, error, again } = useFolders(project.id)
  const acts = useFolderActs(project.id)
  const off = whyNotPlan(project)
  const plain = [
    { id: '', label: text.allItems },
    { id: noFolder, label: text.noFolder },
  ]
  return (
    <nav aria-label={text.folders} className="shrink-0 border-b border-line bg-canvas p-3 lg:w-64 lg:overflow-y-auto lg:border-r lg:border-b-0">
      <div className="flex items-center justify-between pb-1">
        <h2 className="text-sm font-semibold">{text.folders}</h2>
        <IconButton label={text.newFolder} title={off ?? text.newFolder} aria-disabled={off ? true : undefined} onClick={() => !off && setAdding(true)}>
          <Plus />
        </IconButton>
      </div>
      {error && <Trouble error={error} onRetry={again} />}
      {plain.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-current={selected === id || undefined}
          onClick={() => onSelect(id)}
          className={`flex h-8 w-full items-center rounded-md px-2 text-left text-sm ${selected === id ? 'bg-selected' : 'hover:bg-hover'}`}
        >
          {label}
        </button>
      ))}
      <Outline label={text.folders} off={off} nodes={folders} selected={selected} icon={<Folder aria-hidden />} acts={acts} onSelect={onSelect} />
      {adding && <NameDialog title={text.newFolder} submit={text.create} onSave={(name, requestId) => acts.create('', name, requestId)} onClose={() => setAdding(false)} />}
    </nav>
  )
}
