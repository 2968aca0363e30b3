// What stands after the signs of a text that may name somebody.

/** The most places of a text where names are looked up. */
const places = 20

/** What stands after each "@": two words, if there are so many. */
export function beginnings(text: string): string[] {
  const found = text.matchAll(/@([\p{L}\p{N}'.-]+(?:\s[\p{L}\p{N}'.-]+)?)/gu)
  return [...new Set([...found].map(([, words]) => words ?? ''))].slice(0, places)
}
