import { quoteForShell } from '../core/quote-for-shell.js'

/** A request as it was sent. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The request as a command line for a POSIX shell. Tokens are `$TOKEN`: output ends up in the logs of CI jobs. */
export function toCurlLine({ method, url, headers, body }: SentRequest): string {
  const words = [
    'curl',
    '-i',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoteForShell(url),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quoteHeader(name, value)]),
    ...(body === undefined ? [] : ['--data-raw', quoteForShell(body)]),
  ]
  return words.join(' ')
}

function quoteHeader(name: string, value: string): string {
  return name === 'authorization' && value.length > 30
    ? '"authorization: Bearer $TOKEN"'
    : quoteForShell(`${name}: ${value}`)
}
