// Names of fields as a field mask has them.

/** `copy_policy` of `copyPolicy`. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
