import { Briefcase, Plus } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '~/ui/IconButton'
import { Trouble } from '~/ui/Trouble'
import { NameDialog } from '../outline/NameDialog'
import { Outline } from '../outline/Outline'
import { text } from './text'
import { usePortfolioActs, usePortfolios } from './usePortfolios'

/** The portfolios beside the list of projects: one is chosen, and they are changed here. */
export function PortfolioPane({ selected, onSelect }: { selected: string; onSelect: (id: string) => void }) {
  const [adding, setAdding] = useState(false)
  const { portfolios, loaded, error, again } = usePortfolios()
  const acts = usePortfolioActs()
  return (
    <nav aria-label={text.title} className="shrink-0 border-b border-line bg-canvas p-3 lg:w-64 lg:overflow-y-auto lg:border-r lg:border-b-0">
      <div className="flex items-center justify-between pb-1">
        <h2 className="text-sm font-semibold">{text.title}</h2>
        <IconButton label={text.newPortfolio} onClick={() => setAdding(true)}>
          <Plus />
        </IconButton>
      </div>
      {error && <Trouble error={error} onRetry={again} />}
      <button
        type="button"
        aria-current={selected === '' || undefined}
        onClick={() => onSelect('')}
        className={`flex h-8 w-full items-center rounded-md px-2 text-left text-sm ${selected === '' ? 'bg-selected' : 'hover:bg-hover'}`}
      >
        {text.all}
      </button>
      {loaded && portfolios.length === 0 && <p className="p-2 text-sm text-soft">{text.none}</p>}
      <Outline label={text.title} nodes={portfolios} selected={selected} icon={<Briefcase aria-hidden />} acts={acts} onSelect={onSelect} />
      {adding && <NameDialog title={text.newPortfolio} submit={text.create} onSave={(name, requestId) => acts.create('', name, requestId)} onClose={() => setAdding(false)} />}
    </nav>
  )
}
