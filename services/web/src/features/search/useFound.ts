// Items that have words. Where there is much to look through and little is found, a page is short, and the next one is asked for by itself.
import { useEffect, useState } from 'react'
import { type Item, ItemsService, type SearchHit } from '~/gen/tandem/items/v1/items_service_pb'
import { usePages } from '~/lib/query'

interface Question {
  q: string
  pageSize: number
  orderBy?: string
  filter?: string
  exact?: boolean
}

export interface Found {
  item: Item
  hit: SearchHit | undefined
}

export function useFound(question: Question, enabled = true) {
  const list = usePages(ItemsService.method.searchItems, question, enabled)
  const [asked, setAsked] = useState({ by: '', items: 0 })
  const by = JSON.stringify(question)
  const wanted = Math.max(question.pageSize, asked.by === by ? asked.items : 0)

  const pages = list.data?.pages ?? []
  const found: Found[] = pages.flatMap((page) => page.items.map((item, at) => ({ item, hit: page.hits[at] })))
  const last = pages.at(-1)
  const looking = enabled && !list.error && !list.isPlaceholderData && Boolean(last?.nextPageToken && last.lookedBackTime) && found.length < wanted

  const { fetchNextPage, isFetching } = list
  const next = looking && !isFetching ? last?.nextPageToken : undefined
  useEffect(() => {
    if (next) void fetchNextPage()
  }, [next, fetchNextPage])

  return {
    list,
    found: enabled ? found : [],
    corrected: pages[0]?.correctedQ,
    /** Since when all was looked through, while older ones are. */
    lookingBack: looking ? last?.lookedBackTime : undefined,
    /** There are more, or may be; they are asked for by this. */
    more: list.hasNextPage && !looking,
    showMore: () => {
      setAsked({ by, items: found.length + question.pageSize })
      void fetchNextPage()
    },
  }
}
