import type { OAuth } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Props {
  oauth: OAuth
  problem: (field: string) => string | undefined
  change: (oauth: OAuth) => void
}

/** How access tokens are fetched. */
export function OAuthFields({ oauth, problem, change }: Props) {
  const set = (part: Partial<OAuth>) => change({ ...oauth, ...part })
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={text.tokenUrl} problem={problem('token_url')}>
        <input required type="url" value={oauth.tokenUrl} onChange={(event) => set({ tokenUrl: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.clientId} problem={problem('client_id')}>
        <input required value={oauth.clientId} onChange={(event) => set({ clientId: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.clientSecret} hint={oauth.hasClientSecret ? text.kept : undefined} problem={problem('client_secret')}>
        <input type="password" autoComplete="new-password" value={oauth.clientSecret} onChange={(event) => set({ clientSecret: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.refreshToken} hint={oauth.hasRefreshToken ? text.kept : undefined} problem={problem('refresh_token')}>
        <input type="password" autoComplete="new-password" value={oauth.refreshToken} onChange={(event) => set({ refreshToken: event.target.value })} className={inputLook} />
      </Field>
      <Field label={text.scope} hint={text.scopeHint} problem={problem('scope')}>
        <input value={oauth.scope} onChange={(event) => set({ scope: event.target.value })} className={inputLook} />
      </Field>
    </div>
  )
}
