import { useNavigate } from '@tanstack/react-router'
import { ProjectStatuses } from '~/features/project/ProjectStatuses'
import { text as projects } from '~/features/project/text'
import { BusinessHours } from '~/features/sla/BusinessHours'
import { SlaPolicies } from '~/features/sla/SlaPolicies'
import { text as slaText } from '~/features/sla/text'
import { FormsTab } from '~/features/form/FormsTab'
import { admin as formText } from '~/features/form/adminText'
import { FieldsTab } from '~/features/vocabulary/FieldsTab'
import { StatusesTab } from '~/features/vocabulary/StatusesTab'
import { TypesTab } from '~/features/vocabulary/TypesTab'
import { text as vocabulary } from '~/features/vocabulary/text'
import type { OpenSearch } from '~/lib/useOpened'
import type { ListSearch } from '~/features/people/listSearch'
import { Page } from '~/ui/Page'
import { Tabs } from '~/ui/Tabs'
import { DeletedItems } from '~/features/life/DeletedItems'
import { ItemPreferences } from '~/features/life/ItemPreferences'
import { text as life } from '~/features/life/text'
import { AccountExport } from '~/features/audit/AccountExport'
import { AuditLog } from '~/features/audit/AuditLog'
import { text as audit } from '~/features/audit/text'
import { ImportTab } from '~/features/transfer/ImportTab'
import { text as transfer } from '~/features/transfer/text'
import { AccountForm } from './AccountForm'
import { PageLinks } from './PageLinks'
import { TokenList } from './TokenList'
import { UserList } from './UserList'
import { text } from './text'

const screens = {
  users: { label: text.users, screen: UserList },
  account: { label: text.account, screen: AccountForm },
  types: { label: vocabulary.types, screen: TypesTab },
  statuses: { label: vocabulary.statuses, screen: StatusesTab },
  projects: { label: projects.statuses, screen: ProjectStatuses },
  fields: { label: vocabulary.fields, screen: FieldsTab },
  forms: { label: formText.forms, screen: FormsTab },
  sla: { label: slaText.policies, screen: SlaPolicies },
  hours: { label: slaText.calendars, screen: BusinessHours },
  pages: { label: text.pages, screen: PageLinks },
  tokens: { label: text.tokens, screen: TokenList },
  items: { label: life.preferences, screen: ItemPreferences },
  deleted: { label: life.deletedItems, screen: DeletedItems },
  imports: { label: transfer.imports, screen: ImportTab },
  export: { label: audit.export, screen: AccountExport },
  audit: { label: audit.log, screen: AuditLog },
}
/** The first of each group: who, what items are, promises, how to come in, what is kept, what goes in and out. */
const first = new Set(['types', 'sla', 'pages', 'items', 'imports'])
const tabs = Object.entries(screens).map(([id, { label }]) => ({ id, label, apart: first.has(id) }))

/** Which of them the address says is open, and what of it. */
export interface AdminSearch extends OpenSearch, ListSearch {
  tab?: string | undefined
}

/** Users, the account, what items can be and have, promises and working hours, the customers' pages, tokens, imports, and what happened. */
export function AdminScreen({ search }: { search: AdminSearch }) {
  const navigate = useNavigate()
  const tab = search.tab !== undefined && search.tab in screens ? (search.tab as keyof typeof screens) : 'users'
  const Screen = screens[tab].screen
  return (
    <Page title={text.title}>
      <Tabs label={text.title} tabs={tabs} value={tab} onChange={(id) => void navigate({ to: '/administration', search: { tab: id } })} beside className="grow">
        <div className="min-h-0 grow overflow-y-auto">
          <Screen />
        </div>
      </Tabs>
    </Page>
  )
}
