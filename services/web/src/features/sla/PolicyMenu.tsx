import { useItemChange } from '~/features/item/useItemChange'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { SlaPoliciesService } from '~/gen/tandem/items/v1/sla_policies_service_pb'
import { useRead } from '~/lib/query'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { text } from './text'

/** By which policy answers and a solution are promised for an item; none is a choice. */
export function PolicyMenu({ item }: { item: Item }) {
  const policies = useRead(SlaPoliciesService.method.listSlaPolicies, { showRemoved: true }).data?.slaPolicies ?? []
  const change = useItemChange(item)
  const current = policies.find((policy) => policy.id === item.slaPolicyId)
  const set = (slaPolicyId: string) => slaPolicyId !== item.slaPolicyId && change.mutate({ slaPolicyId })
  return (
    <Menu
      trigger={
        <button type="button" className="-mx-1.5 -my-0.5 inline-flex max-w-full items-center gap-1.5 truncate rounded-md px-1.5 py-0.5 text-left hover:bg-hover">
          <span className="sr-only">{text.policy}:</span>
          {current?.name ?? (item.slaPolicyId ? '…' : text.noPolicy)}
        </button>
      }
    >
      <MenuItem checked={!item.slaPolicyId} onSelect={() => set('')}>
        {text.noPolicy}
      </MenuItem>
      {policies
        .filter((policy) => !policy.removed || policy.id === item.slaPolicyId)
        .map((policy) => (
          <MenuItem key={policy.id} checked={policy.id === item.slaPolicyId} onSelect={() => set(policy.id)}>
            {policy.name}
          </MenuItem>
        ))}
    </Menu>
  )
}
