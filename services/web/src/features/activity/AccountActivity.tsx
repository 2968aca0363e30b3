import { useState } from 'react'
import { ActivityLog } from './ActivityLog'
import type { Asked } from './asked'
import { text } from './text'

const all = {}

/** What happened to all items of the account. */
export function AccountActivity() {
  const [asked, setAsked] = useState<Asked>({})
  return (
    <div className="grid gap-4 p-4">
      <p className="text-sm text-soft">{text.about}</p>
      <ActivityLog scope={all} asked={asked} onChange={setAsked} />
    </div>
  )
}
