import { PersonName } from '~/features/people/PersonName'
import { FolderName, OrganizationName, PolicyName, PortfolioName, ProjectName } from '../view/names'
import { text } from './text'

const names: Record<string, (props: { id: string }) => React.ReactNode> = {
  org: OrganizationName,
  proj: ProjectName,
  pfo: PortfolioName,
  folder: FolderName,
  cus: PersonName,
  usr: PersonName,
  sla: PolicyName,
}

/** What the thing behind a value is called; a value that is no id, as it is written. */
export function ThingName({ value }: { value: string }) {
  const [, prefix = ''] = /^([a-z]+)_[0-9a-f]{32}$/.exec(value) ?? []
  const Name = names[prefix]
  if (value === 'me') return <>{text.me}</>
  return Name ? <Name id={value} /> : <>{value}</>
}
