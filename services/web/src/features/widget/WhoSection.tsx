import { useState } from 'react'
import { Widget_Hours, Widget_Routing } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { TeamsService } from '~/gen/tandem/directory/v1/teams_service_pb'
import { useRead } from '~/lib/query'
import { Field } from '~/ui/Field'
import { inputLook, textareaLook } from '~/ui/input'
import { Section } from '~/ui/Section'
import { hours, routings, text } from './text'
import { type SectionProps, sitesOf } from './widgetForm'

/** Where it may be shown, when it is open, and who gets its chats. */
export function WhoSection({ widget, change, problem }: SectionProps) {
  const teams = useRead(TeamsService.method.listTeams, { pageSize: 100 }).data?.teams ?? []
  const [sites, setSites] = useState(widget.allowedSites.join('\n'))
  return (
    <Section title={text.who}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={text.hours}>
          <select value={widget.hours} onChange={(event) => change({ hours: Number(event.target.value) })} className={inputLook}>
            {[Widget_Hours.BUSINESS, Widget_Hours.ALWAYS].map((one) => (
              <option key={one} value={one}>
                {hours[one]}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.routing}>
          <select value={widget.routing} onChange={(event) => change({ routing: Number(event.target.value) })} className={inputLook}>
            {[Widget_Routing.TAKE, Widget_Routing.LEAST_BUSY].map((one) => (
              <option key={one} value={one}>
                {routings[one]}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.team} problem={problem('team_id')}>
          <select value={widget.teamId} onChange={(event) => change({ teamId: event.target.value })} className={inputLook}>
            <option value="">{text.everybody}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={text.answerWithin} hint={text.answerWithinHint} problem={problem('answer_within_seconds')}>
          <input
            type="number"
            min={0}
            max={86_400}
            value={widget.answerWithinSeconds}
            onChange={(event) => change({ answerWithinSeconds: Math.round(event.target.valueAsNumber) || 0 })}
            className={inputLook}
          />
        </Field>
        <Field label={text.endAfter} hint={text.endAfterHint} problem={problem('end_after_minutes')}>
          <input
            type="number"
            min={0}
            max={10_080}
            value={widget.endAfterMinutes}
            onChange={(event) => change({ endAfterMinutes: Math.round(event.target.valueAsNumber) || 0 })}
            className={inputLook}
          />
        </Field>
      </div>
      <Field label={text.allowed} hint={text.allowedHint} problem={problem('allowed_sites')}>
        <textarea
          value={sites}
          spellCheck={false}
          placeholder="https://shop.example"
          onChange={(event) => {
            setSites(event.target.value)
            change({ allowedSites: sitesOf(event.target.value) })
          }}
          className={`${textareaLook} font-mono`}
        />
      </Field>
    </Section>
  )
}
