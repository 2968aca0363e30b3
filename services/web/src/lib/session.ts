// Who is signed in.
import { Code } from '@connectrpc/connect'
import { SessionService } from '~/gen/tandem/gateway/v1/session_service_pb'
import { type Me, User_Role, UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { call } from './call'
import { problemOf } from './error'
import { client, read, useRead } from './query'

const me = read(UsersService.method.getMe, {})

/** The signed-in user; undefined where nobody is, or a customer is. */
export async function signedIn(): Promise<Me | undefined> {
  try {
    const who = await client.ensureQueryData(me)
    return who.id.startsWith('usr_') ? who : undefined
  } catch (error) {
    if (problemOf(error).code === Code.Unauthenticated) return undefined
    throw error
  }
}

/** The signed-in user, on screens that only one can see. */
export function useMe(): Me {
  const { data } = useRead(UsersService.method.getMe, {})
  if (!data) throw new Error('shown before anybody was signed in')
  return data
}

/** Whether the user may administer. */
export function useIsAdmin(): boolean {
  const { role } = useMe()
  return role === User_Role.OWNER || role === User_Role.ADMIN
}

export async function signIn(email: string, password: string): Promise<void> {
  await call(SessionService.method.createSession, { email, password })
  client.clear()
}

/** Sets the password of whom a link is for; they are signed in then. */
export async function setPassword(token: string, password: string): Promise<void> {
  await call(SessionService.method.setPassword, { token, password })
  client.clear()
}

export async function signOut(): Promise<void> {
  await call(SessionService.method.endSession, {})
  sessionStorage.clear()
  location.assign('/sign-in')
}
