// What a form began with: what comes from the server later must not change it under the hands of who writes.
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Unary } from './call'
import { read } from './query'

/** The answer of an rpc, read anew when the form opens and then held; `keep` takes what was saved in its place. */
export function useKept<I extends DescMessage, O extends DescMessage>(method: Unary<I, O>, input: MessageInitShape<I>) {
  const query = useQuery({ ...read(method, input), refetchOnMount: 'always' })
  const [kept, keep] = useState<MessageShape<O>>()
  if (kept === undefined && query.data !== undefined && query.isFetchedAfterMount) keep(query.data)
  /** What the server has now. */
  const renewed = async () => (await query.refetch()).data
  return { kept, keep, error: kept === undefined ? query.error : null, refetch: query.refetch, renewed }
}
