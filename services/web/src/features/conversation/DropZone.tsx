import { type ReactNode, useState } from 'react'
import { text } from './text'

interface Props {
  onFiles: (files: File[]) => void
  className: string
  children: ReactNode
}

/** Takes files that are dropped anywhere on it, and says so while they hover. */
export function DropZone({ onFiles, className, children }: Props) {
  const [over, setOver] = useState(false)
  return (
    <div
      role="presentation"
      className={`relative ${className}`}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        setOver(false)
        // The editor has taken what fell into it.
        if (event.defaultPrevented || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        onFiles(Array.from(event.dataTransfer.files))
      }}
    >
      {children}
      {over && (
        <p className="pointer-events-none absolute inset-0 z-10 flex items-center justify-center rounded-md border-2 border-dashed border-accent bg-accent-soft font-medium text-accent">
          {text.dropHere}
        </p>
      )}
    </div>
  )
}
