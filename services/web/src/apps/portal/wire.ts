// What the portal reads and writes, as JSON; empty fields may be absent.

export interface PublicPortal {
  key: string
  name: string
  accountName: string
  accountId: string
}

export interface Me {
  id: string
  accountId: string
  name?: string
  email: string
}

export interface Item {
  id: string
  number: string
  title: string
  typeId?: string
  statusId: string
  state: 'STATE_NOT_STARTED' | 'STATE_IN_PROGRESS' | 'STATE_FINISHED'
  descriptionHtml?: string
  createTime: string
  updateTime: string
  /** Custom ones, by key. */
  fields?: Record<string, FieldValue>
}

export type FieldValue = string | number | boolean | string[]

export interface Attachment {
  id: string
  name: string
}

export interface Message {
  id: string
  authorId?: string
  from?: { name?: string; address?: string }
  text?: string
  replyText?: string
  attachments?: Attachment[]
  createTime: string
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export function when(time: string): string {
  return exact.format(new Date(time))
}
