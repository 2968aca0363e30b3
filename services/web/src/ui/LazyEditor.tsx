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
    <Suspense fallback={<div className={`px-3 py-2 text-soft ${props.className ?? ''}`}>{props.label}</div>}>
      <Editor {...props} />
    </Suspense>
  )
}
