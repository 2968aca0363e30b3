import { useState } from 'react'
import { WidgetsService } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { useCommand } from '~/lib/query'
import { useIsAdmin } from '~/lib/session'
import { at } from '~/lib/time'
import { Button } from '~/ui/Button'
import { Check } from '~/ui/Check'
import { Confirm } from '~/ui/Confirm'
import { CopyButton } from '~/ui/CopyButton'
import { Section } from '~/ui/Section'
import { complain, tell } from '~/ui/Toast'
import { text } from './text'
import type { SectionProps } from './widgetForm'

const keepHours = 24

const example = `// Node.js; \`secret\` from above, \`user.id\` as your website knows its visitor
const hash = crypto.createHmac('sha256', secret).update(user.id).digest('hex')

// In the page, before the widget's line
window.tandemChat = { identity: { identifier: user.id, name: user.name, email: user.email, hash } }`

/** Whether visitors must be signed by the website, and the secret that it signs with. */
export function IdentitySection({ widget, change, onRenewed }: SectionProps & { onRenewed: () => void }) {
  const admin = useIsAdmin()
  const [asking, setAsking] = useState(false)
  const reveal = useCommand(WidgetsService.method.revealWidgetSecret)
  const { data } = reveal
  const renew = () =>
    reveal.mutate(
      { id: widget.id, renew: true, keepHours },
      {
        onSuccess: () => {
          setAsking(false)
          tell(text.renewed)
          onRenewed()
        },
        onError: complain,
      },
    )
  return (
    <Section title={text.identity} about={text.identityAbout}>
      <Check label={text.required} hint={text.requiredHint} checked={widget.requireIdentity} onChange={(requireIdentity) => change({ requireIdentity })} />
      {admin && !data && (
        <Button className="justify-self-start" busy={reveal.isPending} onClick={() => reveal.mutate({ id: widget.id }, { onError: complain })}>
          {text.reveal}
        </Button>
      )}
      {data && (
        <div className="grid gap-2">
          <p className="text-sm text-soft">{text.secretAbout}</p>
          <div className="flex items-center gap-2 rounded-md bg-hover p-1 pl-3">
            <output aria-label={text.secret} className="min-w-0 grow font-mono text-sm wrap-anywhere select-all">
              {data.secret}
            </output>
            <CopyButton label={text.copySecret} text={data.secret} />
          </div>
          {data.previousExpireTime && <p className="text-xs text-soft">{text.oldUntil(at(data.previousExpireTime))}</p>}
          <Button className="justify-self-start" onClick={() => setAsking(true)}>
            {text.renew}
          </Button>
          <p className="pt-2 text-sm font-medium">{text.sign}</p>
          <pre className="overflow-x-auto rounded-md bg-hover p-3 font-mono text-xs">{example}</pre>
        </div>
      )}
      {asking && (
        <Confirm title={text.renewTitle} action={text.renew} busy={reveal.isPending} onConfirm={renew} onClose={() => setAsking(false)}>
          {text.renewAbout}
        </Confirm>
      )}
    </Section>
  )
}
