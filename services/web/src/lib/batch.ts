// Many small reads of the same tick as one rpc.

/** A reader of single things that asks for all of a tick's ids at once, `most` at a time. */
export function batched<T>(fetchAll: (ids: string[]) => Promise<Map<string, T>>, most: number) {
  let waiting = new Map<string, Promise<T | null>>()
  let ids: string[] = []
  let answer: Promise<Map<string, T>> | undefined

  return (id: string): Promise<T | null> => {
    const known = waiting.get(id)
    if (known) return known
    if (ids.length >= most) reset()
    ids.push(id)
    const mine = ids
    answer ??= new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
      if (ids === mine) reset()
      return fetchAll(mine)
    })
    const one = answer.then((all) => all.get(id) ?? null)
    waiting.set(id, one)
    return one
  }

  function reset() {
    waiting = new Map()
    ids = []
    answer = undefined
  }
}
