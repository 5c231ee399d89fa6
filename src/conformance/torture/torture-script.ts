import { quoteForShell } from '../../core/quote-for-shell.js'
import type { SentRequest } from '../curl-line.js'
import { DISTURBANCE_HEADER } from './unreliable-proxy.js'

/** Who sends a request, as the variable of the script with the access token. */
export interface ScriptUser {
  readonly variable: 'OWNER' | 'MEMBER' | 'STRANGER'
  readonly token: string
}

/** What the proxy does to a request, in the script. */
const DISTURBED: Readonly<Record<string, string>> = {
  stall: 'The request was delayed on the way.',
  'cut-before': 'The service did not get this request: the connection was closed before.',
  'cut-after': 'The client did not get this response: the connection was closed before.',
  duplicate: 'The request arrived twice.',
}

const UUID_LENGTH = 36
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

export interface RecordedRequest extends SentRequest {
  /** The id of the record in the response to a creation. */
  readonly createdId?: string
  /** The records whose events were delivered again after it. */
  readonly redelivered?: readonly string[]
}

/**
 * A script for a POSIX shell that sends the same requests, one after the other, as users that it registers. `url` and `proxyUrl` are
 * those of the service and of the proxy.
 */
export function toTortureScript(
  requests: readonly RecordedRequest[],
  users: readonly ScriptUser[],
  about: {
    readonly title: string
    readonly url: string
    readonly identityUrl: string
    readonly proxyUrl: string
  },
): string {
  const ids = new Map<string, string>()
  const lines = requests.flatMap((request, index) => {
    const { createdId } = request
    if (createdId !== undefined && !ids.has(createdId)) ids.set(createdId, `ID${ids.size + 1}`)
    return toLines(request, index + 1, users, ids, about.proxyUrl)
  })
  const used = users.filter(({ variable }) => lines.some((line) => line.includes(`$${variable}`)))
  return `${[
    '#!/bin/sh',
    `# ${about.title.replaceAll('\n', ' ')}`,
    `URL=${quoteForShell(about.url)}`,
    `IDENTITY=${quoteForShell(about.identityUrl)}`,
    `register() {`,
    `  curl -s "$IDENTITY/v1/register" -H 'content-type: application/json' \\`,
    `    -d "{\\"email\\":\\"torture-$(date +%s)-$$-$1@example.com\\",\\"password\\":\\"correct horse battery staple\\",\\"display_name\\":\\"$1\\",\\"family_name\\":\\"$1\\"}" |`,
    `    sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`,
    `}`,
    ...used.map(({ variable }) =>
      variable === 'MEMBER'
        ? 'MEMBER=$OWNER # another member of the same family; see the invitations of the identity service'
        : `${variable}=$(register ${variable})`,
    ),
    '',
    ...lines,
  ].join('\n')}\n`
}

function toLines(
  request: RecordedRequest,
  number: number,
  users: readonly ScriptUser[],
  ids: ReadonlyMap<string, string>,
  proxyUrl: string,
): readonly string[] {
  const { method, url, headers, body, createdId, redelivered = [] } = request
  const { authorization = '', [DISTURBANCE_HEADER]: disturbance, ...others } = headers
  const user = users.find(({ token }) => authorization === `Bearer ${token}`)?.variable ?? 'OWNER'
  const path = url.slice(proxyUrl.length).replace(ID, (id) => (ids.has(id) ? `$${ids.get(id) ?? ''}` : id))
  const curl = [
    'curl -s -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    `"$URL${path}"`,
    `-H "authorization: Bearer $${user}"`,
    ...Object.entries(others).map(([name, value]) => `-H ${quoteForShell(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoteForShell(body)}`]),
  ].join(' ')
  const twice = disturbance === 'duplicate' ? [`${curl} > /dev/null`] : []
  const variable = createdId === undefined ? undefined : ids.get(createdId)
  return [
    `echo; echo '# ${number}. ${method} as ${user.toLowerCase()}'`,
    ...(disturbance === undefined ? [] : [`# ${DISTURBED[disturbance] ?? ''}`]),
    ...twice,
    ...(variable === undefined
      ? [curl]
      : [
          `R=$(${curl}); echo "$R"`,
          `${variable}=$(echo "$R" | sed -n 's/.*"id":"[^"]*\\([0-9a-f]\\{8\\}-[0-9a-f-]\\{27\\}\\)".*/\\1/p')`,
        ]),
    ...redelivered.flatMap((id) => toRedelivery(ids.get(id.slice(-UUID_LENGTH)))),
  ]
}

/** Delivers the events about a record again. */
function toRedelivery(variable: string | undefined): readonly string[] {
  if (variable === undefined) return []
  const query = `SELECT event_id FROM platform.event_log WHERE subject LIKE '%$${variable}'`
  return [
    `for EVENT in $(homemanager query postgres "${query}" --csv | tail -n +2); do homemanager events redeliver "$EVENT"; done`,
  ]
}
