// Whether there is room for columns side by side.
import { type RefObject, useLayoutEffect, useState } from 'react'

const columnsFromPx = 680

export function useWide(box: RefObject<HTMLElement | null>): boolean | undefined {
  const [wide, setWide] = useState<boolean>()
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return undefined
    const look = () => setWide(element.clientWidth >= columnsFromPx)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    look()
    return () => observer.disconnect()
  }, [box])
  return wide
}
