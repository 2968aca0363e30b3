import { Suspense, lazy } from 'react'
import type { EditorProps } from './Editor'

const Editor = lazy(() => import('./Editor'))

/** Begins to fetch the editor before it is needed. */
export function warmEditor(): void {
  void import('./Editor')
}

/** The editor, which comes as a file of its own when it is first needed. */
export function LazyEditor(props: EditorProps) {
  return (
    <Suspense fallback={<Waiting {...props} />}>
      <Editor {...props} />
    </Suspense>
  )
}

function Waiting({ label, quiet, className = '', end }: EditorProps) {
  return (
    <div className={`flex flex-col justify-between ${quiet ? '' : className}`}>
      <p className="px-3 py-2 text-soft">{label}</p>
      <div className="flex justify-end gap-1 pr-1.5 pb-1.5">{end}</div>
    </div>
  )
}
