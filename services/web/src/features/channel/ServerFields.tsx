import { create } from '@bufbuild/protobuf'
import { Auth, type ImapSource, OAuthSchema, type Relay, Security } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { Field } from '~/ui/Field'
import { inputLook, textareaLook } from '~/ui/input'
import { OAuthFields } from './OAuthFields'
import { text } from './text'
import { auths, securities } from './words'

type Server = ImapSource | Relay
type ServerChange = Partial<Pick<Server, 'host' | 'port' | 'security' | 'user' | 'auth' | 'password' | 'oauth' | 'trustPem'>>

interface Props {
  server: Server
  problem: (field: string) => string | undefined
  change: (change: ServerChange) => void
}

const numbers = (from: Record<number, string>) => Object.keys(from).map(Number).filter((value) => value > 0)

/** Where a mail server is and how one signs in there: the same for fetching and for sending. */
export function ServerFields({ server, problem, change }: Props) {
  const auth = server.auth || Auth.PASSWORD
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[1fr_6rem_10rem]">
        <Field label={text.host} problem={problem('host')}>
          <input required value={server.host} autoComplete="off" onChange={(event) => change({ host: event.target.value.trim() })} className={inputLook} />
        </Field>
        <Field label={text.port} problem={problem('port')}>
          <input
            inputMode="numeric"
            placeholder={text.usualPort}
            value={server.port || ''}
            onChange={(event) => change({ port: Math.min(65535, Number(event.target.value.replaceAll(/\D/g, ''))) })}
            className={inputLook}
          />
        </Field>
        <Field label={text.security} problem={problem('security')}>
          <select value={server.security || Security.TLS} onChange={(event) => change({ security: Number(event.target.value) })} className={inputLook}>
            {numbers(securities).map((value) => (
              <option key={value} value={value}>
                {securities[value as Security]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={text.user} problem={problem('user')}>
          <input value={server.user} autoComplete="off" onChange={(event) => change({ user: event.target.value })} className={inputLook} />
        </Field>
        <Field label={text.auth} problem={problem('auth')}>
          <select
            value={auth}
            onChange={(event) => {
              const next = Number(event.target.value) as Auth
              change(next === Auth.XOAUTH2 ? { auth: next, oauth: server.oauth ?? create(OAuthSchema) } : { auth: next })
            }}
            className={inputLook}
          >
            {numbers(auths).map((value) => (
              <option key={value} value={value}>
                {auths[value as Auth]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {auth === Auth.PASSWORD && (
        <Field label={text.password} hint={server.hasPassword ? text.kept : text.passwordHint} problem={problem('password')}>
          <input type="password" autoComplete="new-password" value={server.password} onChange={(event) => change({ password: event.target.value })} className={inputLook} />
        </Field>
      )}
      {auth === Auth.XOAUTH2 && server.oauth && <OAuthFields oauth={server.oauth} problem={problem} change={(oauth) => change({ oauth })} />}
      {server.security !== Security.NONE && (
        <details open={server.trustPem !== '' || Boolean(problem('trust_pem'))}>
          <summary className="cursor-pointer text-sm text-soft hover:text-ink">{text.trust}</summary>
          <Field label={text.trust} hint={text.trustHint} problem={problem('trust_pem')}>
            <textarea value={server.trustPem} spellCheck={false} onChange={(event) => change({ trustPem: event.target.value })} className={`${textareaLook} font-mono text-xs`} />
          </Field>
        </details>
      )}
    </>
  )
}
