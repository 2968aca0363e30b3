import { useState } from 'react'
import { ImportsService, Import_Target, type PreviewImportResponse } from '~/gen/tandem/items/v1/imports_service_pb'
import { call } from '~/lib/call'
import { usePages } from '~/lib/query'
import { type Uploaded, upload } from '~/lib/upload'
import { Empty } from '~/ui/Empty'
import { Field } from '~/ui/Field'
import { Loading } from '~/ui/Loading'
import { Select } from '~/ui/Select'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { DropFile } from './DropFile'
import { ImportRow } from './ImportRow'
import { ImportSetup } from './ImportSetup'
import { MovePart } from './MovePart'
import { RunList } from './RunList'
import { targets, text } from './text'

/** A file of others: dropped, looked over, tried, imported; and what was imported before. */
export function ImportTab() {
  const [target, setTarget] = useState(Import_Target.ITEMS)
  const [uploading, setUploading] = useState<string>()
  const [chosen, setChosen] = useState<{ file: Uploaded; seen: PreviewImportResponse }>()
  const list = usePages(ImportsService.method.listImports, { pageSize: 25 })
  const imports = list.data?.pages.flatMap((page) => page.imports) ?? []
  const look = async (file: Uploaded, of: Import_Target) => {
    setChosen({ file, seen: await call(ImportsService.method.previewImport, { attachmentId: file.id, target: of }) })
  }
  const take = (file: File) => {
    setUploading(file.name)
    upload(file, 'import')
      .then((uploaded) => look(uploaded, target))
      .catch(complain)
      .finally(() => setUploading(undefined))
  }
  const turn = (next: Import_Target) => {
    setTarget(next)
    if (next === Import_Target.UNSPECIFIED) setChosen(undefined)
    else if (chosen) look(chosen.file, next).catch(complain)
  }
  const done = () => {
    setChosen(undefined)
    void list.refetch()
  }
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-6 p-4">
      <p className="text-sm text-soft">{text.about}</p>
      <div className="max-w-xs">
        <Field label={text.target}>
          <Select options={[...targets, { value: Import_Target.UNSPECIFIED, label: text.everything }]} value={target} onChange={turn} />
        </Field>
      </div>
      {target === Import_Target.UNSPECIFIED ? (
        <MovePart />
      ) : chosen ? (
        <ImportSetup key={`${chosen.file.id} ${target} ${chosen.seen.columns.length}`} file={chosen.file} target={target} seen={chosen.seen} onStarted={done} onAnother={() => setChosen(undefined)} />
      ) : (
        <DropFile uploading={uploading} onFiles={([file]) => file && take(file)} />
      )}
      <section aria-label={text.history} className="grid gap-2">
        <h2 className="text-base font-semibold">{text.history}</h2>
        {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <Loading />}
        {list.data && imports.length === 0 && <Empty title={text.none} />}
        <RunList label={text.history} ids={imports.map(({ id }) => id)} row={ImportRow} list={list} />
      </section>
    </div>
  )
}
