import { Download } from 'lucide-react'
import { User_Role } from '~/gen/tandem/directory/v1/users_service_pb'
import { useMe } from '~/lib/session'
import { Button } from '~/ui/Button'
import { text } from './text'

/** Everything of the account, to take along. */
export function AccountExport() {
  const owner = useMe().role === User_Role.OWNER
  return (
    <div className="grid max-w-2xl justify-items-start gap-3 p-4 text-sm">
      <p>{text.exportAbout}</p>
      <p className="text-soft">{text.exportSecrets}</p>
      {owner ? (
        <a href="/v1/account:export" download className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line px-3 text-sm font-medium hover:bg-hover [&_svg]:size-4">
          <Download aria-hidden />
          {text.exportStart}
        </a>
      ) : (
        <Button disabledReason={text.ownersOnly}>{text.exportStart}</Button>
      )}
    </div>
  )
}
