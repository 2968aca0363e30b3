// Where the quoted mail begins in a formatted one: only where it is plain to see. Nothing new is ever taken for a quote.

/** A line of a mail as its reader sees it. */
export interface MailLine {
  text: string
  /** Within a quote that is marked as one. */
  quoted: boolean
  /** Within a table: what looks like the head of a mail there is not one. */
  tabled: boolean
}

/** "From: …", "Gesendet : …", "件名：…": a word or two and a colon. */
const headerLine = /^[\p{L}\p{M}][\p{L}\p{M} .-]{0,24}[:：]\s*\S/u
const drawn = /^[-_\s]{2,}.{0,60}[-_\s]{2,}$/
const fewest = 3
const within = 6

/** The first line of what is quoted to the end of the mail; undefined where nothing is, or where all is. */
export function quoteStart(lines: MailLine[]): number | undefined {
  const start = markedQuote(lines) ?? headOfMail(lines)
  if (start === undefined || lines.slice(0, start).every(isEmpty)) return undefined
  return start
}

/** The marked quote that the mail ends with, and the line that announces it. */
function markedQuote(lines: MailLine[]): number | undefined {
  let start = lines.length
  while (start > 0 && (lines[start - 1]!.quoted || isEmpty(lines[start - 1]!))) start--
  if (!lines.slice(start).some((line) => line.quoted && !isEmpty(line))) return undefined
  const before = lines.slice(0, start).findLastIndex((line) => !isEmpty(line))
  const announced = before > 0 && /[:：]$/.test(lines[before]!.text.trim()) && !lines[before]!.tabled
  return announced ? before : start
}

/** The head of a mail, as Outlook puts it above what it quotes without marking it. */
function headOfMail(lines: MailLine[]): number | undefined {
  const at = lines.findIndex((line, index) => isHeader(line) && isHead(lines.slice(index).filter((one) => !isEmpty(one)).slice(0, within)))
  if (at < 1) return undefined
  const before = lines.slice(0, at).findLastIndex((line) => !isEmpty(line))
  return before > 0 && drawn.test(lines[before]!.text.trim()) ? before : at
}

function isHead(lines: MailLine[]): boolean {
  const headers = lines.filter(isHeader)
  return headers.length >= fewest && headers.some(({ text }) => text.includes('@')) && headers.some(({ text }) => /\d{4}/.test(text))
}

function isHeader({ text, tabled }: MailLine): boolean {
  return !tabled && headerLine.test(text.trim())
}

function isEmpty({ text }: MailLine): boolean {
  return text.trim() === ''
}
