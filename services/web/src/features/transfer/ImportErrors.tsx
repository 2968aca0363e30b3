import { Download } from 'lucide-react'
import { ImportsService } from '~/gen/tandem/items/v1/imports_service_pb'
import { usePages } from '~/lib/query'
import { Button } from '~/ui/Button'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { text } from './text'

/** The rows that were not taken, with what is wrong, and the file to put them right in. */
export function ImportErrors({ id, name }: { id: string; name: string }) {
  const list = usePages(ImportsService.method.listImportErrors, { importId: id, pageSize: 50 })
  const errors = list.data?.pages.flatMap((page) => page.errors) ?? []
  return (
    <div className="grid gap-2">
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      <div className="rounded-lg border border-line">
        <table aria-label={text.errorsOf(name)} className="w-full text-left text-sm">
          <thead className="text-soft">
            <tr>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {text.row}
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {text.column}
              </th>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {text.problem}
              </th>
            </tr>
          </thead>
          <tbody>
            {errors.map((error) => (
              <tr key={`${error.row} ${error.field} ${error.problem}`} className="border-t border-line align-top">
                <td className="px-3 py-1.5 tabular-nums">{error.row}</td>
                <td className="px-3 py-1.5">{error.field}</td>
                <td className="px-3 py-1.5 wrap-anywhere">{error.problem}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{text.more}</Button>}
        <a
          href={`/v1/imports/${id}/errors:download`}
          download
          className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm font-medium text-accent hover:bg-hover [&_svg]:size-4"
        >
          <Download aria-hidden />
          {text.download}
        </a>
      </div>
    </div>
  )
}
