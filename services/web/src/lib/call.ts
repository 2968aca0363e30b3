// The one way to the server: gRPC-Web, same origin, the session's cookie.
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { createGrpcWebTransport } from '@connectrpc/connect-web'

export type Unary<I extends DescMessage, O extends DescMessage> = DescMethodUnary<I, O>

const timeoutMs = 30_000

const transport = createGrpcWebTransport({ baseUrl: location.origin, useBinaryFormat: true })

/** Calls one rpc. Throws ConnectError; see `problemOf`. */
export async function call<I extends DescMessage, O extends DescMessage>(
  method: Unary<I, O>,
  input: MessageInitShape<I>,
  signal?: AbortSignal,
): Promise<MessageShape<O>> {
  const answer = await transport.unary(method, signal, timeoutMs, undefined, input)
  return answer.message
}
