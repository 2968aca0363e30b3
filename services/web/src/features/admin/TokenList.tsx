import { Plus } from 'lucide-react'
import { useState } from 'react'
import { CredentialsService } from '~/gen/tandem/directory/v1/credentials_service_pb'
import { useCommand, useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Empty } from '~/ui/Empty'
import { Loading } from '~/ui/Loading'
import { complain, tell } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { NewToken } from './NewToken'
import { text } from './text'

/** The caller's own API tokens. */
export function TokenList() {
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useRead(CredentialsService.method.listApiTokens, {})
  const revoke = useCommand(CredentialsService.method.deleteApiToken)
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-4 py-2">
        <p className="text-sm text-soft">{text.tokensAbout}</p>
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {text.newToken}
        </Button>
      </div>
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.apiTokens.length === 0 && <Empty title={text.noTokens} />}
      <ul aria-label={text.tokens} className="border-t border-line">
        {data?.apiTokens.map((token) => (
          <li key={token.id} className="flex h-12 items-center gap-3 border-b border-line px-4">
            <span className="min-w-0 grow truncate font-medium">{token.name}</span>
            <span className="text-xs text-soft">
              {text.createdAt} <Ago time={token.createTime} />
            </span>
            <Button
              look="danger"
              onClick={() => revoke.mutate({ id: token.id }, { onError: complain, onSuccess: () => tell(text.revoked) })}
            >
              {text.revoke}
            </Button>
          </li>
        ))}
      </ul>
      {adding && <NewToken onClose={() => setAdding(false)} />}
    </>
  )
}
