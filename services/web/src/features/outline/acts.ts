// What is done with the things of an outline, whatever they are.
import type { Node } from './outline'

export interface Acts<N extends Node> {
  /** What one is called: "folder". */
  noun: string
  create: (parentId: string, name: string, requestId: string) => Promise<N>
  rename: (node: N, name: string) => Promise<unknown>
  move: (node: N, parentId: string, afterId: string) => Promise<unknown>
  remove: (node: N) => Promise<unknown>
  /** What deleting one means. */
  removal: string
}
