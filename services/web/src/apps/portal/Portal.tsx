/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Sheet } from '../Sheet'
import { Wrong } from '../Wrong'
import { type Refusal, api, explain, pathKey } from '../api'
import { Requests } from './Requests'
import { SignIn } from './SignIn'
import type { Me, PublicPortal } from './wire'

const path = `/v1/public/portals/${encodeURIComponent(pathKey())}`

/** The token of a magic link stands after `#`, where no server on the way sees it; it is traded and forgotten at once. */
async function redeemLink(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (!token) return
  history.replaceState(null, '', location.pathname)
  await api('POST', '/v1/sessions:redeemMagicLink', { token })
}

async function whoIsIn(accountId: string): Promise<Me | undefined> {
  try {
    const me = await api<Me>('GET', '/v1/me')
    return me.id.startsWith('cus_') && me.accountId === accountId ? me : undefined
  } catch (error) {
    if ((error as Refusal).status === 401) return undefined
    throw error
  }
}

/** Signed in: the requests. Not: the way in. */
export function Portal() {
  const [portal, setPortal] = useState<PublicPortal>()
  const [me, setMe] = useState<Me | null>()
  const [problem, setProblem] = useState<string>()
  const [linkProblem, setLinkProblem] = useState<string>()

  const begin = async () => {
    const found = await api<PublicPortal>('GET', path)
    document.title = found.name || document.title
    await redeemLink().catch(() => setLinkProblem('This link was used already, or is too old. Ask for a new one.'))
    setMe((await whoIsIn(found.accountId)) ?? null)
    setPortal(found)
  }
  useEffect(() => void begin().catch((error: unknown) => setProblem(explain(error))), [])

  const signOut = async () => {
    await api('POST', '/v1/sessions:end', {}).catch(() => undefined)
    setMe(null)
  }
  if (problem) {
    return (
      <Sheet title="This page is not here">
        <Wrong text={problem} />
      </Sheet>
    )
  }
  if (!portal) return null
  if (me) return <Requests portal={portal} me={me} onSignOut={() => void signOut()} />
  return (
    <SignIn
      portal={portal}
      path={path}
      problem={linkProblem}
      onIn={async () => setMe((await whoIsIn(portal.accountId)) ?? null)}
    />
  )
}
