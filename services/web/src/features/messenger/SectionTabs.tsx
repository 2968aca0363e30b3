import { Link } from '@tanstack/react-router'
import { Count } from './Count'
import { type SectionName, sectionNames } from './search'
import { text } from './text'
import { useCounts } from './useCounts'

/** The three lists, and how much is unread in each. */
export function SectionTabs({ section }: { section: SectionName }) {
  const counts = useCounts()
  return (
    <nav aria-label={text.title} className="flex shrink-0 gap-1 border-b border-line px-3">
      {sectionNames.map((name) => (
        <Link
          key={name}
          to="/messages"
          search={{ section: name }}
          title={text.sectionTitles[name]}
          aria-current={name === section ? 'page' : undefined}
          className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-1.5 text-sm font-medium whitespace-nowrap text-soft outline-offset-[-2px] hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {text.sections[name]}
          <Count value={counts[name]} quiet />
        </Link>
      ))}
    </nav>
  )
}
