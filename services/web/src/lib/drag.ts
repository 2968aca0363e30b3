// Dragging with the browser's own means. What is dragged is also moved by a menu: this is the short way for a mouse.
import { type RefObject, useEffect, useEffectEvent, useState } from 'react'

interface Dragging {
  /** Tells one kind of thing from others. */
  type: string
  /** The id of what is dragged. */
  id: string
  enabled?: boolean
}

/** Makes an element one that can be dragged. */
export function useDragged(ref: RefObject<HTMLElement | null>, { type, id, enabled = true }: Dragging): void {
  useEffect(() => {
    const element = ref.current
    if (!element || !enabled) return undefined
    const start = (event: DragEvent) => {
      event.stopPropagation()
      event.dataTransfer?.setData(type, id)
      if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move'
    }
    element.draggable = true
    element.addEventListener('dragstart', start)
    return () => {
      element.draggable = false
      element.removeEventListener('dragstart', start)
    }
  }, [ref, type, id, enabled])
}

/** Makes an element one on which such things are dropped; answers whether one is over it. */
export function useDropped(ref: RefObject<HTMLElement | null>, type: string, onDrop: (id: string) => void): boolean {
  const [over, setOver] = useState(false)
  const dropped = useEffectEvent(onDrop)
  useEffect(() => {
    const element = ref.current
    if (!element) return undefined
    const enter = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes(type)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) setOver(false)
    }
    const drop = (event: DragEvent) => {
      const id = event.dataTransfer?.getData(type)
      setOver(false)
      if (!id) return
      event.preventDefault()
      dropped(id)
    }
    element.addEventListener('dragover', enter)
    element.addEventListener('dragleave', leave)
    element.addEventListener('drop', drop)
    return () => {
      element.removeEventListener('dragover', enter)
      element.removeEventListener('dragleave', leave)
      element.removeEventListener('drop', drop)
    }
  }, [ref, type])
  return over
}
