import { ExternalLink, Pencil } from 'lucide-react'
import { useState } from 'react'
import { PortalsService } from '~/gen/tandem/customer_apps/v1/portals_service_pb'
import { type WebForm, WebFormsService } from '~/gen/tandem/customer_apps/v1/web_forms_service_pb'
import { useRead } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { useOpened } from '~/lib/useOpened'
import { Badge } from '~/ui/Badge'
import { IconButton } from '~/ui/IconButton'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { FormSettings } from './FormSettings'
import { text } from './text'

/** The addresses of the pages that customers use. */
export function PageLinks() {
  const [changed, setChanged] = useState<WebForm>()
  const admin = useIsAdmin()
  const [open, close] = useOpened()
  const forms = useRead(WebFormsService.method.listWebForms, {})
  const portals = useRead(PortalsService.method.listPortals, {})
  const error = forms.error ?? portals.error
  if (error) return <Trouble error={error} onRetry={() => void Promise.all([forms.refetch(), portals.refetch()])} />
  if (!forms.data || !portals.data) return <Loading />
  const opened = forms.data.webForms.find(({ id }) => admin && id === open)
  return (
    <>
      <p className="px-4 py-3 text-sm text-soft">{text.pagesAbout}</p>
      <ul className="border-t border-line">
        {forms.data.webForms.map((form) => (
          <PageLink
            key={form.id}
            what={text.forms}
            name={form.name}
            path={`/form/${form.key}`}
            enabled={form.enabled}
            onChange={admin ? () => setChanged(form) : undefined}
          />
        ))}
        {portals.data.portals.map((portal) => (
          <PageLink key={portal.id} what={text.portals} name={portal.name} path={`/portal/${portal.key}`} enabled={portal.enabled} />
        ))}
      </ul>
      {opened && <FormSettings form={opened} onClose={close} />}
      {changed && <FormSettings form={changed} onClose={() => setChanged(undefined)} />}
    </>
  )
}

interface Props {
  what: string
  name: string
  path: string
  enabled: boolean
  /** Given: what it says can be changed here. */
  onChange?: (() => void) | undefined
}

function PageLink({ what, name, path, enabled, onChange }: Props) {
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2">
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2 font-medium">
          {name} <Badge>{what}</Badge> {!enabled && <Badge tone="danger">{text.off}</Badge>}
        </span>
        <span className="block truncate font-mono text-xs text-soft">{`${location.origin}${path}`}</span>
      </span>
      {onChange && (
        <IconButton label={text.change(name)} onClick={onChange}>
          <Pencil />
        </IconButton>
      )}
      <a href={path} target="_blank" rel="noopener" className="inline-flex items-center gap-1 text-sm text-accent hover:underline">
        {text.open}
        <ExternalLink aria-hidden className="size-3.5" />
      </a>
    </li>
  )
}
