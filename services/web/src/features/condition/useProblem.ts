// What the server has against a condition, and where: asked as it is typed, a moment after the last key.
import { useEffect, useState } from 'react'
import type { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'
import { ItemsService } from '~/gen/tandem/items/v1/items_service_pb'
import { fieldProblem, problemOf } from '~/lib/error'
import { useRead } from '~/lib/query'
import { listInput } from '../item/itemFilter'

export interface Placed {
  message: string
  /** The character where it shows, the first being 1. */
  position: number | undefined
}

const restMs = 300

export function useProblem(kind: Kind, condition: string): Placed | undefined {
  const [asked, ask] = useState(condition)
  useEffect(() => {
    const timer = setTimeout(() => ask(condition), restMs)
    return () => clearTimeout(timer)
  }, [condition])
  const { error } = useRead(ItemsService.method.listItems, { ...listInput(kind, asked, ''), pageSize: 1 })
  if (!error || asked !== condition) return undefined
  return placed(fieldProblem(problemOf(error), 'filter') ?? problemOf(error).message)
}

/** `at character 7: …` */
export function placed(message: string): Placed {
  const found = /^at character (\d+): (.*)$/is.exec(message)
  return found ? { message, position: Number(found[1]) } : { message, position: undefined }
}
