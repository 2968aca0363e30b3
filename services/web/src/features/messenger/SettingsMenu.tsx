import type { MessageInitShape } from '@bufbuild/protobuf'
import { Settings2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { MessengerService, type MessengerSettingsSchema } from '~/gen/tandem/conversations/v1/messenger_service_pb'
import { client, read, useCommand, useRead } from '~/lib/query'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { complain } from '~/ui/Toast'
import { scopes, text } from './text'

/** What a user wants to see and hear of the messenger. */
export function SettingsMenu() {
  const settings = useRead(MessengerService.method.getMessengerSettings, {}).data
  const update = useCommand(MessengerService.method.updateMessengerSettings)
  const set = (change: MessageInitShape<typeof MessengerSettingsSchema>, path: string) =>
    update.mutate(
      { settings: change, updateMask: { paths: [path] } },
      // They have no id by which a notice could name them.
      { onSuccess: (now) => client.setQueryData(read(MessengerService.method.getMessengerSettings, {}).queryKey, now), onError: complain },
    )
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={text.settings}>
          <Settings2 />
        </IconButton>
      }
    >
      <DropdownMenu.Label className="px-2 py-1 text-xs text-soft">{text.showFromCustomers}</DropdownMenu.Label>
      {scopes.map(({ scope, label }) => (
        <MenuItem key={scope} checked={settings?.fromCustomers === scope} onSelect={() => set({ fromCustomers: scope }, 'from_customers')}>
          {label}
        </MenuItem>
      ))}
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <MenuItem checked={settings?.playSound ?? true} onSelect={() => set({ playSound: !settings?.playSound }, 'play_sound')}>
        {text.playSound}
      </MenuItem>
    </Menu>
  )
}
