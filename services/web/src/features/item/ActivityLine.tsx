import { useFields } from '~/features/field/useFields'
import { LifeSentence, isLife } from '~/features/life/LifeSentence'
import { PersonAvatar } from '~/features/people/PersonAvatar'
import { PersonName } from '~/features/people/PersonName'
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import type { Activity } from '~/gen/tandem/items/v1/items_service_pb'
import { Ago } from '~/ui/Ago'
import { ActivityValue } from './ActivityValue'

const verbs: Record<string, string> = {
  created: 'opened this',
  converted: 'converted this',
  deleted: 'deleted this',
  commented: 'wrote a message',
  logged_time: 'logged time',
  restored: 'restored this',
  undone: 'took back their last change',
}

const fields: Record<string, string> = {
  title: 'the title',
  description_html: 'the description',
  status_id: 'the status',
  type_id: 'the type',
  kind: 'the kind',
  priority: 'the priority',
  assignee_ids: 'the assignees',
  requester_ids: 'the requesters',
  project_id: 'the project',
  folder_id: 'the folder',
  organization_id: 'the organization',
  planned_start: 'the planned start',
  planned_finish: 'the planned finish',
  tags: 'the tags',
  sla_policy_id: 'the SLA',
  actual_effort: 'the time logged',
  parent_id: 'what this is a subtask of',
  percent_complete: 'the percentage',
  checklist: 'the checklist',
}

/** Too long to show before and after. */
const silent = new Set(['description_html'])

/** Where the field and its value are one sentence. */
function whole({ field, after }: Activity): string | undefined {
  if (field !== 'published') return undefined
  return after === 'true' ? 'put this on the portal' : 'took this off the portal'
}

/** One thing that happened: who, what, from what to what, when. */
export function ActivityLine({ activity }: { activity: Activity }) {
  const { actorId, verb, field, before, after } = activity
  const custom = useFields(CustomField_Target.ITEM).find(({ key }) => field === `fields.${key}`)
  const said = whole(activity) ?? verbs[verb] ?? (field ? `changed ${fields[field] ?? custom?.name ?? field.replace('fields.', '')}` : verb)
  return (
    <li className="flex items-start gap-2 text-sm">
      <PersonAvatar id={actorId} />
      <p className="min-w-0 grow wrap-anywhere">
        <span className="font-medium">
          <PersonName id={actorId} fallback="Tandem" />
        </span>{' '}
        {isLife(activity) ? <LifeSentence activity={activity} /> : said}
        {field && !isLife(activity) && !silent.has(field) && !whole(activity) && (
          <span className="text-soft">
            {before && (
              <>
                {' from '}
                <ActivityValue field={field} value={before} />
              </>
            )}
            {after && (
              <>
                {' to '}
                <ActivityValue field={field} value={after} />
              </>
            )}
          </span>
        )}
      </p>
      <Ago time={activity.createTime} className="shrink-0 text-xs text-soft" />
    </li>
  )
}
