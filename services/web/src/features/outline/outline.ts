// Things that are in each other, such as the folders of a project. Pure.

export interface Node {
  id: string
  /** Empty: at the top. */
  parentId: string
  name: string
  position: number
  revision: bigint
}

/** What is in one, or at the top, in its order. */
export function within<N extends Node>(nodes: N[], parentId: string): N[] {
  return nodes.filter((node) => node.parentId === parentId).toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
}

/** All of them from the top down, each before what is in it. */
export function inOrder<N extends Node>(nodes: N[], parentId = '', level = 0): { node: N; level: number }[] {
  return within(nodes, parentId).flatMap((node) => [{ node, level }, ...inOrder(nodes, node.id, level + 1)])
}

/** A thing and all that is in it. */
export function below<N extends Node>(nodes: N[], id: string): Set<string> {
  return new Set([id, ...inOrder(nodes, id).map(({ node }) => node.id)])
}

/** Its name after those of what it is in: "Build / Walls". */
export function pathOf<N extends Node>(nodes: N[], id: string): string {
  const node = nodes.find((one) => one.id === id)
  if (!node) return ''
  return node.parentId ? `${pathOf(nodes, node.parentId)} / ${node.name}` : node.name
}
