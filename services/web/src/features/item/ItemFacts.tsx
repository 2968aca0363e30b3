import { ParentLine } from '~/features/life/ParentLine'
import { text as life } from '~/features/life/text'
import { OrganizationLink } from '~/features/profile/OrganizationLink'
import { PolicyMenu } from '~/features/sla/PolicyMenu'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import type { Item } from '~/gen/tandem/items/v1/items_service_pb'
import { seconds, spell } from '~/lib/time'
import { Ago } from '~/ui/Ago'
import { Fact } from './Fact'
import { FolderMenu } from './FolderMenu'
import { ItemFields } from './ItemFields'
import { Planned } from './Planned'
import { ProjectMenu } from './ProjectMenu'
import { Requesters } from './Requesters'
import { SlaClocks } from './SlaClocks'
import { Tags } from './Tags'
import { TypeMenu } from './TypeMenu'
import { sources, text } from './text'

/** Who asked, where it belongs, what is promised. */
export function ItemFacts({ item }: { item: Item }) {
  const effort = seconds(item.actualEffort)
  return (
    <dl
      aria-label={text.details}
      className="grid content-start gap-x-4 gap-y-2 border-b border-line px-4 py-3 text-sm @lg:grid-cols-2 @4xl:order-last @4xl:grid-cols-1 @4xl:gap-y-4 @4xl:overflow-y-auto @4xl:border-b-0 @4xl:border-l"
    >
      <Fact label={text.requester}>
        <Requesters item={item} />
      </Fact>
      {item.organizationId && (
        <Fact label={text.organization}>
          <OrganizationLink id={item.organizationId} />
        </Fact>
      )}
      {item.parentId && (
        <Fact label={life.parent}>
          <ParentLine item={item} />
        </Fact>
      )}
      <Fact label={text.project}>
        <ProjectMenu item={item} />
      </Fact>
      {item.projectId && (
        <Fact label={text.folder}>
          <FolderMenu item={item} />
        </Fact>
      )}
      {(item.kind === Kind.TASK || item.plannedStart || item.plannedFinish) && (
        <Fact label={text.planned}>
          <Planned item={item} />
        </Fact>
      )}
      <Fact label={text.type}>
        <TypeMenu item={item} />
      </Fact>
      <Fact label={text.tags}>
        <Tags item={item} />
      </Fact>
      <ItemFields item={item} />
      <Fact label={text.sla}>
        <PolicyMenu item={item} />
        {item.slaClocks.length > 0 && <SlaClocks item={item} />}
      </Fact>
      {effort > 0 && <Fact label={text.timeLogged}>{spell(effort)}</Fact>}
      <Fact label={text.opened}>
        <Ago time={item.createTime} /> {sources[item.source]}
      </Fact>
    </dl>
  )
}
