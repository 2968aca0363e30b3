import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { actionsInWords, kindsInWords } from '~/features/automation/sentence'
import { useTeams } from '~/features/people/usePeople'
import { type Macro, Macro_Scope as Scope, MacrosService } from '~/gen/tandem/automation/v1/macros_service_pb'
import { useCommand } from '~/lib/query'
import { Badge } from '~/ui/Badge'
import { Confirm } from '~/ui/Confirm'
import { IconButton } from '~/ui/IconButton'
import { Menu } from '~/ui/Menu'
import { MenuItem } from '~/ui/MenuItem'
import { Switch } from '~/ui/Switch'
import { complain } from '~/ui/Toast'
import { MacroForm } from './MacroForm'
import { MacroIcon } from './MacroIcon'
import { scopes, text } from './text'

/** A macro as a sentence, with its switch and what is done with it. */
export function MacroRow({ macro }: { macro: Macro }) {
  const { id, name, group, icon, enabled, filter, scope, teamIds, editable } = macro
  const [doing, setDoing] = useState<'edit' | 'copy' | 'remove'>()
  const teams = useTeams().filter((team) => teamIds.includes(team.id))
  const update = useCommand(MacrosService.method.updateMacro)
  const remove = useCommand(MacrosService.method.deleteMacro)
  const shown = update.isPending ? (update.variables.macro?.enabled ?? enabled) : enabled
  const forbidden = editable ? undefined : text.notYours
  const done = () => setDoing(undefined)
  return (
    <div className="flex min-w-0 grow items-center gap-2 pr-2">
      <MacroIcon name={icon} />
      <div className={`min-w-0 grow ${shown ? '' : 'text-soft'}`}>
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {group && <Badge>{group}</Badge>}
          <Badge>{kindsInWords(macro)}</Badge>
          <Badge tone={scope === Scope.SHARED ? 'accent' : 'plain'}>{scope === Scope.TEAM ? teams.map((team) => team.name).join(', ') : scopes[scope]}</Badge>
        </p>
        <p className="pt-0.5 text-sm text-soft wrap-anywhere">
          {actionsInWords(macro)}
          {filter && (
            <>
              , {text.conditions.toLowerCase()} <code className="rounded bg-hover px-1 font-mono text-xs">{filter}</code>
            </>
          )}
        </p>
      </div>
      <Switch
        label={text.enabled(name)}
        checked={shown}
        disabledReason={forbidden}
        onChange={(next) => update.mutate({ macro: { id, enabled: next }, updateMask: { paths: ['enabled'] } }, { onError: complain })}
      />
      <Menu
        align="end"
        trigger={
          <IconButton label={text.more(name)}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil aria-hidden />} disabledReason={forbidden} onSelect={() => setDoing('edit')}>
          {text.edit(name)}
        </MenuItem>
        <MenuItem icon={<Copy aria-hidden />} onSelect={() => setDoing('copy')}>
          {text.copy}
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} disabledReason={forbidden} onSelect={() => setDoing('remove')}>
          {text.remove}
        </MenuItem>
      </Menu>
      {doing === 'edit' && <MacroForm macro={macro} onClose={done} />}
      {doing === 'copy' && <MacroForm macro={{ ...macro, id: '', name: text.copyOf(name) }} onClose={done} />}
      {doing === 'remove' && (
        <Confirm
          title={text.removeQuestion(name)}
          action={text.remove}
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ id }, { onError: complain, onSettled: done })}
          onClose={done}
        >
          {text.removeAbout}
        </Confirm>
      )}
    </div>
  )
}
