import { PersonAvatar } from '~/features/people/PersonAvatar'
import type { Draft } from '~/lib/draft'
import { useMe } from '~/lib/session'
import { RichText } from '~/ui/RichText'
import type { Side } from './sides'
import { text } from './text'

/** The message that is on its way to the server. */
export function SendingCard({ draft, side }: { draft: Draft; side: Side }) {
  const me = useMe()
  return (
    <li className="px-4 py-2">
      <div className="flex items-center gap-2 text-sm">
        <PersonAvatar id={me.id} />
        <span className="font-semibold">{me.name}</span>
        <span className="text-soft">{text.sending}</span>
      </div>
      <RichText html={draft.html} className={`mt-1 ml-7 rounded-lg px-3 py-2 ${side.bubble}`} />
    </li>
  )
}
