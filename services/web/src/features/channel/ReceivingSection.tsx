import { type ImapSource, ImapSource_After } from '~/gen/tandem/conversations/v1/mailboxes_service_pb'
import { AccountsService } from '~/gen/tandem/directory/v1/accounts_service_pb'
import { useRead } from '~/lib/query'
import { Check } from '~/ui/Check'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { Choice } from './Choice'
import { ServerFields } from './ServerFields'
import { type SectionProps, blankImap } from './mailboxForm'
import { text } from './text'
import { afters } from './words'

const choices = [ImapSource_After.KEEP, ImapSource_After.MOVE, ImapSource_After.DELETE]

interface Props extends SectionProps {
  problem: (field: string) => string | undefined
  /** The folders that the server has, once it was asked. */
  folders: string[]
}

/** How mail to the mailbox comes: fetched from where it lies, or sent here. */
export function ReceivingSection({ mailbox, change, drop, problem, folders }: Props) {
  const account = useRead(AccountsService.method.getAccount, {}).data
  const { imap } = mailbox
  const set = (part: Partial<ImapSource>) => imap && change({ imap: { ...imap, ...part } })
  return (
    <>
      <fieldset className="grid gap-2 sm:grid-cols-2">
        <legend className="sr-only">{text.receiving}</legend>
        <Choice name="receiving" label={text.fetch} hint={text.fetchHint} checked={imap !== undefined} onChoose={() => imap ?? change({ imap: blankImap() })} />
        <Choice name="receiving" label={text.forward} hint={text.forwardHint} checked={imap === undefined} onChoose={() => drop('imap')} />
      </fieldset>
      {!imap && account && <p className="rounded-lg bg-hover px-3 py-2 text-sm">{text.forwardTo(`ticket@${account.mailDomain}`)}</p>}
      {imap && (
        <>
          <ServerFields server={imap} problem={(field) => problem(`imap.${field}`)} change={set} />
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label={text.folder} problem={problem('imap.folder')}>
              <input list="folders" placeholder="INBOX" value={imap.folder} onChange={(event) => set({ folder: event.target.value })} className={inputLook} />
            </Field>
            <Field label={text.after} problem={problem('imap.after')}>
              <select value={imap.after || ImapSource_After.KEEP} onChange={(event) => set({ after: Number(event.target.value) })} className={inputLook}>
                {choices.map((after) => (
                  <option key={after} value={after}>
                    {afters[after]}
                  </option>
                ))}
              </select>
            </Field>
            {imap.after === ImapSource_After.MOVE && (
              <Field label={text.moveTo} problem={problem('imap.move_to_folder')}>
                <input required list="folders" value={imap.moveToFolder} onChange={(event) => set({ moveToFolder: event.target.value })} className={inputLook} />
              </Field>
            )}
            <Field label={text.authserv} hint={text.authservHint} problem={problem('imap.authserv_id')}>
              <input spellCheck={false} value={imap.authservId} onChange={(event) => set({ authservId: event.target.value.trim() })} className={inputLook} />
            </Field>
          </div>
          <datalist id="folders">
            {folders.map((folder) => (
              <option key={folder}>{folder}</option>
            ))}
          </datalist>
          <Check label={text.leaveExisting} hint={text.leaveExistingHint} checked={imap.leaveExisting} onChange={(leaveExisting) => set({ leaveExisting })} />
        </>
      )}
    </>
  )
}
