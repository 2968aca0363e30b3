import { Download } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { text } from './text'

interface Props {
  /** `/v1/customers:export` */
  path: string
  /** What the list is narrowed by. */
  query: Record<string, string>
}

/** What a list finds, as a file. */
export function ExportMenu({ path, query }: Props) {
  // The server says that it is a download, so the page stays.
  const save = (format: string) => location.assign(`${path}?${new URLSearchParams({ ...query, format }).toString()}`)
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={text.export}>
          <Download />
        </IconButton>
      }
    >
      <MenuItem icon={<Download />} onSelect={() => save('csv')}>
        {text.exportCsv}
      </MenuItem>
      <MenuItem icon={<Download />} onSelect={() => save('jsonl')}>
        {text.exportLines}
      </MenuItem>
    </Menu>
  )
}
