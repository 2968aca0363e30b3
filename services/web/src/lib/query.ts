// Reading and commanding. Server state lives in TanStack Query; a key is [method, input], and nobody writes keys.
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { Code } from '@connectrpc/connect'
import {
  type InfiniteData,
  QueryCache,
  QueryClient,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { UsersService } from '~/gen/tandem/directory/v1/users_service_pb'
import { type Unary, call } from './call'
import { problemOf } from './error'
import { keyHash } from './keyHash'
import { touch } from './subjects'

const passing = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.ResourceExhausted, Code.Unknown])

/** Whether the same may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  return passing.has(problemOf(error).code)
}

export const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // The session ended while a screen was open. Who is signed in is asked by the router, which leads to the door itself.
      if (problemOf(error).code !== Code.Unauthenticated || isWhoAmI(query.queryKey)) return
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    },
  }),
  defaultOptions: {
    queries: {
      queryKeyHashFn: keyHash,
      staleTime: 30_000,
      retry: (count, error) => count < 2 && isPassing(error),
      retryDelay: 700,
    },
  },
})

function isWhoAmI([method]: readonly unknown[]): boolean {
  return method === nameOf(UsersService.method.getMe)
}

/** The name of a method, which begins its queries' keys: `tandem.items.v1.ItemsService/ListItems`. */
export function nameOf(method: { name: string; parent: { typeName: string } }): string {
  return `${method.parent.typeName}/${method.name}`
}

/** Options of a read, for loaders and `useQuery`. */
export function read<I extends DescMessage, O extends DescMessage>(method: Unary<I, O>, input: MessageInitShape<I>) {
  return queryOptions({
    queryKey: [nameOf(method), input as object] as const,
    queryFn: ({ signal }) => call(method, input, signal),
  })
}

/** The answer of an rpc, kept fresh by the live stream. */
export function useRead<I extends DescMessage, O extends DescMessage>(
  method: Unary<I, O>,
  input: MessageInitShape<I>,
  enabled = true,
) {
  return useQuery({ ...read(method, input), enabled })
}

interface PageOf {
  nextPageToken: string
}

/** Options of a list that is read page by page as it is scrolled. */
export function readPages<I extends DescMessage, O extends DescMessage>(method: Unary<I, O>, input: MessageInitShape<I>) {
  return infiniteQueryOptions<MessageShape<O>, Error, InfiniteData<MessageShape<O>, string>, readonly unknown[], string>({
    queryKey: [nameOf(method), input, 'pages'],
    queryFn: ({ pageParam, signal }) => call(method, Object.assign({}, input, { pageToken: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => (last as unknown as PageOf).nextPageToken || undefined,
    placeholderData: keepPreviousData,
  })
}

/** A list by keyset pages. */
export function usePages<I extends DescMessage, O extends DescMessage>(
  method: Unary<I, O>,
  input: MessageInitShape<I>,
  enabled = true,
) {
  return useInfiniteQuery({ ...readPages(method, input), enabled })
}

/** A command: calls, then refreshes every screen that shows what the answer or the input names. */
export function useCommand<I extends DescMessage, O extends DescMessage>(method: Unary<I, O>) {
  return useMutation({
    mutationFn: (input: MessageInitShape<I>) => call(method, input),
    onSettled: (answer, _error, input) => touch(client, nameOf(method), [answer, input]),
  })
}
