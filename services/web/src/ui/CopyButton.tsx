import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { copyText } from '~/lib/clipboard'
import { IconButton } from './IconButton'
import { complain } from './Toast'

const shownMs = 2000

/** Copies a text, and says so where it was pressed. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <IconButton label={label} onClick={() => void copyText(text).then(() => setCopied(true), complain)}>
        {copied ? <Check className="text-good" /> : <Copy />}
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </>
  )
}
