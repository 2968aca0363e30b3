// Keys to sign mail with: made here, in the browser, so that the private half goes nowhere but into the mailbox.
import { newRequestId } from '~/lib/uuid'

export interface DkimKey {
  privatePem: string
  /** As the DNS record has it. */
  publicKey: string
}

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** Whether this browser can make keys on this page: only one served by TLS, or from this machine, may. */
export function canMakeKeys(): boolean {
  return 'subtle' in crypto
}

/** A selector that no other key of the domain has. */
export function newSelector(): string {
  return `tandem-${newRequestId().slice(0, 6)}`
}

/** A new key: RSA of 2,048 bits, which every receiver knows. */
export async function makeKey(): Promise<DkimKey> {
  const parts = { ...rsa, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const pair = await crypto.subtle.generateKey(parts, true, ['sign', 'verify'])
  const privatePem = pem(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  return { privatePem, publicKey: `k=rsa; p=${base64(await crypto.subtle.exportKey('spki', pair.publicKey))}` }
}

/** The public half of a private key that was written (PKCS #8), as the record has it; undefined where it cannot be told. */
export async function publicKeyOf(privatePem: string): Promise<string | undefined> {
  const bytes = bytesOf(privatePem)
  if (!bytes || !canMakeKeys()) return undefined
  return (await rsaOf(bytes).catch(() => undefined)) ?? (await ed25519Of(bytes).catch(() => undefined))
}

async function rsaOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('pkcs8', bytes, rsa, true, ['sign'])
  const { n, e } = await crypto.subtle.exportKey('jwk', key)
  const open = await crypto.subtle.importKey('jwk', { kty: 'RSA', n: n!, e: e! }, rsa, true, ['verify'])
  return `k=rsa; p=${base64(await crypto.subtle.exportKey('spki', open))}`
}

async function ed25519Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('pkcs8', bytes, { name: 'Ed25519' }, true, ['sign'])
  const { x } = await crypto.subtle.exportKey('jwk', key)
  return `k=ed25519; p=${x!.replaceAll('-', '+').replaceAll('_', '/').padEnd(44, '=')}`
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const inside = /-----BEGIN PRIVATE KEY-----([\s\S]+)-----END PRIVATE KEY-----/.exec(text)?.[1]
  if (!inside) return undefined
  try {
    return Uint8Array.from(atob(inside.replaceAll(/\s/g, '')), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}

function pem(bytes: ArrayBuffer): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}
