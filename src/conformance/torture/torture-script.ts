import { quoteForShell } from '../../core/quote-for-shell.js'
import type { RecordedEpisode, ScriptSubject } from './recorded-episode.js'
import { toScriptLines } from './script-lines.js'

const REGISTER = String.raw`register() {
  curl -s "$IDENTITY/v1/register" -H 'content-type: application/json' \
    -d "{\"email\":\"torture-$RUN-$1@example.com\",\"password\":\"correct horse battery staple\",\"display_name\":\"$1\",\"family_name\":\"$1\"}" |
    sed 's/.*"access_token": *"\([^"]*\)".*/\1/'
}`

const REISSUE = `# Signs the claims of the access token $1 again, as if it was issued $2 minutes from now.
reissue() {
  node -e '
    const { sign } = require("node:crypto")
    const [file, token, minutes] = process.argv.slice(1)
    const encode = (value) => Buffer.from(value).toString("base64url")
    const [header, payload] = token.split(".")
    const { iat, exp, ...claims } = JSON.parse(Buffer.from(payload, "base64url"))
    const issued = Math.floor(Date.now() / 1000 + minutes * 60)
    const text = header + "." + encode(JSON.stringify({ ...claims, iat: issued, exp: issued + exp - iat }))
    const key = { key: require("node:fs").readFileSync(file), dsaEncoding: "ieee-p1363" }
    console.log(text + "." + encode(sign("sha256", Buffer.from(text), key)))
  ' "$KEY" "$1" "$2"
}`

/**
 * A script for a POSIX shell that sends the same requests, one after the other, as users that it registers. Each of its runs has
 * accounts and idempotency keys of its own.
 */
export function toTortureScript(episode: RecordedEpisode, subject: ScriptSubject): string {
  const { url, identityUrl, title, keyFile } = subject
  const lines = toScriptLines(episode, subject)
  const used = episode.users.filter(({ variable }) => lines.some((line) => line.includes(`$${variable}`)))
  return `${[
    '#!/bin/sh',
    `# ${title.replaceAll('\n', ' ')}`,
    `URL=${quoteForShell(url)}`,
    `IDENTITY=${quoteForShell(identityUrl)}`,
    'RUN=$(date +%s)-$$',
    ...(used.length === 0 ? [] : [REGISTER]),
    ...(keyFile === undefined || episode.reissued.size === 0
      ? []
      : [`KEY=${quoteForShell(keyFile)}`, REISSUE]),
    ...used.map(({ variable }) =>
      variable === 'MEMBER'
        ? 'MEMBER=$OWNER # another member of the same family; see the invitations of the identity service'
        : `${variable}=$(register ${variable})`,
    ),
    '',
    ...lines,
  ].join('\n')}\n`
}
