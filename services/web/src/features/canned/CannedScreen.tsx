import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { useShortcut } from '~/lib/keys'
import { CannedDetail } from './CannedDetail'
import { CannedList } from './CannedList'
import type { CannedSearch } from './search'
import { text } from './text'

/** The canned replies, and the open one docked beside them. */
export function CannedScreen({ search: { reply } }: { search: CannedSearch }) {
  const navigate = useNavigate()
  const open = (id: string | undefined) => void navigate({ to: '/canned-replies', search: id ? { reply: id } : {} })
  useShortcut('Escape', text.close, () => open(undefined), reply !== undefined)
  return (
    <div className="flex h-full min-h-0">
      <div className={`min-w-0 grow ${reply ? 'hidden lg:block lg:max-w-[30rem] lg:basis-[38%]' : ''}`}>
        <Page
          title={text.title}
          actions={
            <Button look="primary" onClick={() => open('new')}>
              <Plus aria-hidden />
              {text.newReply}
            </Button>
          }
        >
          <CannedList openId={reply} onNew={() => open('new')} />
        </Page>
      </div>
      {reply && (
        <aside aria-label={text.title} className="min-w-0 grow basis-0 border-line bg-surface lg:border-l">
          <CannedDetail key={reply} id={reply} onOpen={open} />
        </aside>
      )}
    </div>
  )
}
