// The id of a request, made when a form opens, so that a double click is one request.
import { useState } from 'react'
import { newRequestId } from './uuid'

export { newRequestId }

/** The id of the form now open, and a function that begins the next one. */
export function useRequestId(): [string, () => void] {
  const [id, set] = useState(newRequestId)
  return [id, () => set(newRequestId())]
}
