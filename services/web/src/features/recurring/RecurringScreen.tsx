import { useState } from 'react'
import { ItemTemplatesService } from '~/gen/tandem/items/v1/item_templates_service_pb'
import { RecurrencesService } from '~/gen/tandem/items/v1/recurrences_service_pb'
import { useRead } from '~/lib/query'
import { useOpened } from '~/lib/useOpened'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Section } from '~/ui/Section'
import { Trouble } from '~/ui/Trouble'
import { RecurrenceDialog } from './RecurrenceDialog'
import { RecurrenceRow } from './RecurrenceRow'
import { TemplateDialog } from './TemplateDialog'
import { TemplateRow } from './TemplateRow'
import { text } from './text'

/** The templates of items, and what recurs. */
export function RecurringScreen() {
  const templates = useRead(ItemTemplatesService.method.listItemTemplates, {})
  const recurrences = useRead(RecurrencesService.method.listRecurrences, {})
  const [making, setMaking] = useState<'template' | 'recurrence'>()
  const [open, close] = useOpened()
  const made = templates.data?.itemTemplates ?? []
  const recurring = recurrences.data?.recurrences ?? []
  const opened = made.find(({ id }) => id === open)
  const error = templates.error ?? recurrences.error
  const done = () => setMaking(undefined)
  return (
    <Page title={text.title}>
      <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] content-start gap-8 overflow-y-auto p-4">
        {error && <Trouble error={error} onRetry={() => void Promise.all([templates.refetch(), recurrences.refetch()])} />}
        <Section title={text.recurrences} about={text.recurrencesAbout}>
          {recurrences.isPending && <Loading lines={3} />}
          {recurrences.data && recurring.length === 0 && <p className="text-sm text-soft">{text.noRecurrences}</p>}
          <ul aria-label={text.recurrences} className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-2">
            {recurring.map((one) => (
              <RecurrenceRow key={one.id} recurrence={one} templates={made} />
            ))}
          </ul>
          <div>
            <Button disabledReason={made.length > 0 ? undefined : text.templateFirst} onClick={() => setMaking('recurrence')}>
              {text.newRecurrence}
            </Button>
          </div>
        </Section>
        <Section title={text.templates} about={text.templatesAbout}>
          {templates.isPending && <Loading lines={3} />}
          {templates.data && made.length === 0 && <p className="text-sm text-soft">{text.noTemplates}</p>}
          <ul aria-label={text.templates} className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-2">
            {made.map((one) => (
              <TemplateRow key={one.id} template={one} />
            ))}
          </ul>
          <div>
            <Button onClick={() => setMaking('template')}>{text.newTemplate}</Button>
          </div>
        </Section>
      </div>
      {making === 'template' && <TemplateDialog template={undefined} onClose={done} />}
      {opened && <TemplateDialog template={opened} onClose={close} />}
      {making === 'recurrence' && <RecurrenceDialog recurrence={undefined} templates={made} onClose={done} />}
    </Page>
  )
}
