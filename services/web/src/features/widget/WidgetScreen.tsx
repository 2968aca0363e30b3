import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { type Widget, WidgetsService } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useKept } from '~/lib/kept'
import { useCommand } from '~/lib/query'
import { Confirm } from '~/ui/Confirm'
import { Loading } from '~/ui/Loading'
import { Page } from '~/ui/Page'
import { Section } from '~/ui/Section'
import { SettingsEnd } from '~/ui/SettingsEnd'
import { Switch } from '~/ui/Switch'
import { complain, tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { IdentitySection } from './IdentitySection'
import { InstallSection } from './InstallSection'
import { LookSection } from './LookSection'
import { Preview } from './Preview'
import { WhoSection } from './WhoSection'
import { text } from './text'
import { changed } from './widgetForm'

/** One widget: everything that can be set of it. */
export function WidgetScreen({ id }: { id: string }) {
  const { kept, keep, error, refetch, renewed } = useKept(WidgetsService.method.getWidget, { id })
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return kept ? <Form key={String(kept.revision)} kept={kept} onSaved={keep} renewed={renewed} /> : <Loading />
}

interface FormProps {
  kept: Widget
  onSaved: (widget: Widget) => void
  /** What the server has now. */
  renewed: () => Promise<Widget | undefined>
}

function Form({ kept, onSaved, renewed }: FormProps) {
  const [widget, setWidget] = useState(kept)
  const [removing, setRemoving] = useState(false)
  const navigate = useNavigate()
  const update = useCommand(WidgetsService.method.updateWidget)
  const remove = useCommand(WidgetsService.method.deleteWidget)
  const refused = update.error ? problemOf(update.error) : undefined
  const paths = changed(kept, widget)
  const props = {
    widget,
    change: (part: Partial<Widget>) => setWidget((before) => ({ ...before, ...part })),
    problem: (field: string) => fieldProblem(refused, field),
  }
  const onSuccess = (saved: Widget) => {
    tell(text.saved)
    onSaved(saved)
  }
  // What was changed elsewhere stays as it is there; what was changed here is kept, and the next press saves it.
  const catchUp = () => void renewed().then((now) => now && props.change({ revision: now.revision }))
  const onError = (error: Error) => {
    if (problemOf(error).reason === 'STALE') catchUp()
  }
  const save = () => update.mutate({ widget, updateMask: { paths } }, { onSuccess, onError })
  const drop = () =>
    remove.mutate(
      { id: kept.id },
      {
        onSuccess: () => {
          tell(text.removed(kept.name))
          void navigate({ to: '/widgets' })
        },
        onError: complain,
      },
    )
  return (
    <Page
      title={kept.name}
      actions={
        <>
          <Switch label={text.enabled} checked={widget.enabled} onChange={(enabled) => props.change({ enabled })} />
          <Link
            to="/widgets"
            aria-label={text.back}
            title={text.back}
            className="inline-flex size-8 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-4" />
          </Link>
        </>
      }
    >
      <div className="mx-auto grid min-h-0 w-full max-w-6xl grow content-start gap-8 overflow-y-auto p-4 pb-0 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <form
          className="grid content-start gap-8"
          onSubmit={(event) => {
            event.preventDefault()
            if (paths.length > 0 && !update.isPending) save()
          }}
        >
          <InstallSection widget={kept} />
          <LookSection {...props} />
          <WhoSection {...props} />
          <IdentitySection {...props} onRenewed={catchUp} />
          <SettingsEnd save={text.save} busy={update.isPending} changed={paths.length > 0} remove={text.remove} onRemove={() => setRemoving(true)}>
            {refused && refused.fields.length === 0 && (
              <p role="alert" className="text-sm text-danger">
                {refused.reason === 'STALE' ? text.stale : refused.message}
              </p>
            )}
          </SettingsEnd>
        </form>
        <div className="self-start xl:sticky xl:top-0">
          <Section title={text.preview}>
            <Preview widget={widget} />
          </Section>
        </div>
      </div>
      {removing && (
        <Confirm title={text.removeTitle(kept.name)} action={text.remove} danger busy={remove.isPending} onConfirm={drop} onClose={() => setRemoving(false)}>
          {text.removeAbout}
        </Confirm>
      )}
    </Page>
  )
}
