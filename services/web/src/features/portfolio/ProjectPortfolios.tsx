import { useState } from 'react'
import { PortfoliosService } from '~/gen/tandem/items/v1/portfolios_service_pb'
import { useCommand } from '~/lib/query'
import { Picker } from '~/ui/Picker'
import { Pop } from '~/ui/Pop'
import { complain } from '~/ui/Toast'
import { inOrder, pathOf } from '../outline/outline'
import { text } from './text'
import { usePortfolios } from './usePortfolios'

/** In which portfolios a project is, and the choice of others. */
export function ProjectPortfolios({ projectId }: { projectId: string }) {
  const [open, setOpen] = useState(false)
  const { portfolios } = usePortfolios()
  const add = useCommand(PortfoliosService.method.addPortfolioProject)
  const remove = useCommand(PortfoliosService.method.removePortfolioProject)
  const own = portfolios.filter(({ projectIds }) => projectIds.includes(projectId)).map(({ id }) => id)
  const choices = inOrder(portfolios).map(({ node: { id } }) => ({ id, label: pathOf(portfolios, id) }))
  const toggle = (id: string) => (own.includes(id) ? remove : add).mutate({ id, projectId }, { onError: complain })
  return (
    <Pop
      label={text.inPortfolios}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="-mx-1.5 -my-0.5 rounded-md px-1.5 py-0.5 text-left hover:bg-hover">
          {own.length > 0 ? own.map((id) => pathOf(portfolios, id)).join(', ') : <span className="whitespace-nowrap text-soft">{text.notIn}</span>}
        </button>
      }
    >
      <Picker label={text.inPortfolios} empty={text.noMatch} selected={own} choices={choices} onPick={({ id }) => toggle(id)} />
    </Pop>
  )
}
