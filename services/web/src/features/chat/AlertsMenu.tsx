import { useQuery } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain } from '~/ui/Toast'
import { noticeWanted, setNotice, setSound, soundWanted } from './alerts'
import { availability } from './availability'
import { text } from './text'

/** What a user hears and sees when a chat comes. */
export function AlertsMenu() {
  const takes = useQuery(availability).data?.available ?? false
  const sounds = soundWanted.use() ?? takes
  const notices = noticeWanted.use()
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={text.alerts}>
          <BellRing />
        </IconButton>
      }
    >
      <MenuItem checked={sounds} onSelect={() => setSound(!sounds)}>
        {text.sound}
      </MenuItem>
      <MenuItem checked={notices} onSelect={() => void setNotice(!notices).catch((error: Error) => complain(error.message))}>
        {text.notices}
      </MenuItem>
    </Menu>
  )
}
