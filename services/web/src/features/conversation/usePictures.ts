// Pictures of the web in mails: fetched by the server once somebody consents, who may say so for all mails of a sender.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '~/gen/tandem/conversations/v1/messages_service_pb'
import { store } from '~/lib/store'
import { remotePictures } from './mailHtml'

const key = 'tandem.picturesOf'
/** The most senders that are remembered; the oldest are forgotten first. */
const mostSenders = 500
const atOnce = 4

const senders = store<string[]>(remembered())

function remembered(): string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
  return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
}

function remember(sender: string): void {
  const all = [...senders.get().filter((one) => one !== sender), sender].slice(-mostSenders)
  localStorage.setItem(key, JSON.stringify(all))
  senders.set(all)
}

const none: ReadonlyMap<string, string> = new Map()

/** The pictures of the web in a mail, and how to consent to seeing them. */
export function usePictures({ id, html, from }: Message) {
  const sender = from?.address.toLowerCase() ?? ''
  const [wanted, setWanted] = useState(false)
  const trusted = senders.use().includes(sender)
  const urls = remotePictures(html)
  const { data, isFetching } = useQuery({
    queryKey: ['remotePictures', id],
    queryFn: ({ signal }) => fetchAll(id, urls, signal),
    enabled: urls.length > 0 && (wanted || trusted),
    staleTime: Infinity,
  })
  return {
    count: urls.length,
    sender,
    fetched: data ?? none,
    missing: data ? urls.length - data.size : 0,
    asked: wanted || trusted,
    isFetching,
    show: () => setWanted(true),
    showAlways: () => remember(sender),
  }
}

async function fetchAll(messageId: string, urls: string[], signal: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const left = [...urls]
  const work = async () => {
    for (let url = left.shift(); url !== undefined; url = left.shift()) {
      const data = await fetchOne(messageId, url, signal).catch(() => undefined)
      if (data) found.set(url, data)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return found
}

async function fetchOne(messageId: string, url: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await fetch(`/v1/messages/${messageId}/remote_picture?url=${encodeURIComponent(url)}`, { signal })
  if (!answer.ok) return undefined
  const blob = await answer.blob()
  return blob.type.startsWith('image/') ? dataUrl(blob) : undefined
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(blob)
  })
}
