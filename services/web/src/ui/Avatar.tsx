import { Users } from 'lucide-react'

interface Props {
  name: string
  /** Decides the colour. */
  id: string
  size?: 'small' | 'large'
  team?: boolean
}

const hues = [262, 200, 155, 330, 28, 95, 285, 225]

/** A person's initials on a colour of their own. */
export function Avatar({ name, id, size = 'small', team }: Props) {
  const hue = hues[sum(id || name) % hues.length]
  const box = size === 'small' ? 'size-5 text-[0.5625rem]' : 'size-8 text-xs'
  return (
    <span
      role="img"
      aria-label={name}
      title={name}
      style={{ backgroundColor: `oklch(0.5 0.11 ${hue})` }}
      className={`inline-flex shrink-0 items-center justify-center font-semibold text-white select-none ${team ? 'rounded-md' : 'rounded-full'} ${box}`}
    >
      {team ? <Users aria-hidden className="size-3!" /> : initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter(Boolean)
  const [first = '?', second = ''] = words
  return (first.charAt(0) + second.charAt(0)).toUpperCase()
}

function sum(text: string): number {
  let total = 0
  for (let index = 0; index < text.length; index++) total = (total * 31 + text.charCodeAt(index)) >>> 0
  return total
}
