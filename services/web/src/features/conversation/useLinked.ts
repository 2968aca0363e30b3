// The message that the address names, as "Copy link" makes it.
import { useEffect, useRef, useState } from 'react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'

/** How many pages back it is looked for. */
const mostPages = 10

interface Pages {
  messages: Message[]
  hasNextPage: boolean
  isFetching: boolean
  fetchNextPage: () => unknown
}

/** Reads back to the message that the address names and shows it. Answers with its id. */
export function useLinked({ messages, hasNextPage, isFetching, fetchNextPage }: Pages): string | undefined {
  const [wanted] = useState(() => /^#(msg_[0-9a-f]{32})$/.exec(location.hash)?.[1])
  const pages = useRef(0)
  const here = messages.some(({ id }) => id === wanted)
  useEffect(() => {
    if (!wanted || here || !hasNextPage || isFetching || pages.current >= mostPages) return
    pages.current++
    void fetchNextPage()
  }, [wanted, here, hasNextPage, isFetching, fetchNextPage])
  useEffect(() => {
    if (here && wanted) document.getElementById(wanted)?.scrollIntoView({ block: 'center' })
  }, [here, wanted])
  return wanted
}
