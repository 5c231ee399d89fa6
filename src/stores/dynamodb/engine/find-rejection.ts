/** Why a request is rejected, as DynamoDB would report it. */
export interface Rejection {
  readonly status: 400 | 403
  readonly type: string
  readonly message: string
}

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d+))?$/i

/**
 * Checks the head of an HTTP request for a local engine. A name of another site in `Host` means that a web page has
 * pointed it to this machine (DNS rebinding). Only browsers send `Origin`, and no page has the access key.
 */
export function findRejection(
  head: string,
  expected: { readonly port: number; readonly accessKeyId: string },
): Rejection | undefined {
  const [requestLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const getValues = (name: string): readonly string[] =>
    headers.flatMap(([found, value]) => (found === name ? [value] : []))
  const [host = '', ...otherHosts] = getValues('host')
  const [, port = `${expected.port}`] = LOOPBACK_HOST.exec(host) ?? []
  // A URL in the first line would take precedence over the header.
  if (
    !/^[A-Z]+ \//.test(requestLine) ||
    !LOOPBACK_HOST.test(host) ||
    otherHosts.length > 0 ||
    Number(port) !== expected.port
  )
    return reject(403, 'AccessDeniedException', 'The Host header does not name this server.')
  if (getValues('origin').length > 0)
    return reject(403, 'AccessDeniedException', 'Web pages may not use this server.')
  const [authorization = '', ...others] = getValues('authorization')
  if (authorization === '')
    return reject(400, 'MissingAuthenticationTokenException', 'The request must be signed.')
  const [, accessKeyId] = /^AWS4-HMAC-SHA256 .*?Credential=([^/,\s]+)\//.exec(authorization) ?? []
  if (accessKeyId !== expected.accessKeyId || others.length > 0)
    return reject(
      400,
      'UnrecognizedClientException',
      'The access key is not that of this project. homemanager env prints it.',
    )
  return undefined
}

export function toRejectionResponse({ status, type, message }: Rejection): string {
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message })
  const reason = status === 400 ? 'Bad Request' : 'Forbidden'
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'content-type: application/x-amz-json-1.0',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n')
}

function reject(status: Rejection['status'], type: string, message: string): Rejection {
  return { status, type, message }
}
