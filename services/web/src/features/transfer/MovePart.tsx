import { useState } from 'react'
import { MovesService, type PreviewMoveResponse } from '~/gen/tandem/items/v1/moves_service_pb'
import { call } from '~/lib/call'
import { usePages } from '~/lib/query'
import { upload } from '~/lib/upload'
import { complain } from '~/ui/Toast'
import { Trouble } from '~/ui/Trouble'
import { DropFile } from './DropFile'
import { MoveRow } from './MoveRow'
import { MoveSetup } from './MoveSetup'
import { RunList } from './RunList'
import { text } from './text'

/** Everything of another desk at once: files or a zip of them, looked over, moved; and what was moved before. */
export function MovePart() {
  const [uploading, setUploading] = useState<string>()
  const [seen, setSeen] = useState<PreviewMoveResponse>()
  const list = usePages(MovesService.method.listMoves, { pageSize: 10 })
  const moves = list.data?.pages.flatMap((page) => page.moves) ?? []
  const look = async (files: File[]) => {
    const attachmentIds: string[] = []
    for (const file of files) {
      setUploading(file.name)
      attachmentIds.push((await upload(file, 'import')).id)
    }
    setSeen(await call(MovesService.method.previewMove, { attachmentIds }))
  }
  const take = (files: File[]) => {
    look(files)
      .catch(complain)
      .finally(() => setUploading(undefined))
  }
  const done = () => {
    setSeen(undefined)
    void list.refetch()
  }
  return (
    <>
      <p className="text-sm text-soft">{text.moveAbout}</p>
      {seen ? <MoveSetup seen={seen} onStarted={done} onAnother={() => setSeen(undefined)} /> : <DropFile several uploading={uploading} onFiles={take} />}
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {moves.length > 0 && (
        <section aria-label={text.moves} className="grid gap-2">
          <h2 className="text-base font-semibold">{text.moves}</h2>
          <RunList label={text.moves} ids={moves.map(({ id }) => id)} row={MoveRow} list={list} />
        </section>
      )}
    </>
  )
}
