// The portfolios of the account, and what is done with them.
import { type Portfolio, PortfoliosService } from '~/gen/tandem/items/v1/portfolios_service_pb'
import { useCommand, useRead } from '~/lib/query'
import type { Acts } from '../outline/acts'
import { text } from './text'

const none: Portfolio[] = []

export function usePortfolios(enabled = true) {
  const { data, error, refetch } = useRead(PortfoliosService.method.listPortfolios, {}, enabled)
  return { portfolios: data?.portfolios ?? none, loaded: data !== undefined, error, again: () => void refetch() }
}

export function usePortfolioActs(): Acts<Portfolio> {
  const create = useCommand(PortfoliosService.method.createPortfolio)
  const update = useCommand(PortfoliosService.method.updatePortfolio)
  const move = useCommand(PortfoliosService.method.movePortfolio)
  const remove = useCommand(PortfoliosService.method.deletePortfolio)
  return {
    noun: 'portfolio',
    removal: text.removal,
    create: (parentId, name, requestId) => create.mutateAsync({ parentId, name, requestId }),
    rename: ({ id, revision }, name) => update.mutateAsync({ portfolio: { id, revision, name }, updateMask: { paths: ['name'] } }),
    move: ({ id }, parentId, afterId) => move.mutateAsync({ id, parentId, afterId }),
    remove: ({ id }) => remove.mutateAsync({ id }),
  }
}
