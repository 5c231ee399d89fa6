import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createApiCaller } from './api-caller.js'

/**
 * Registers, signs in, refreshes, invites, and makes the usual mistakes. Resolves to the email addresses, passwords and tokens
 * that the requests and responses had.
 */
export async function sendSecrets(gateway: string): Promise<readonly string[]> {
  const email = `ada.${Date.now()}@leak.example`
  const other = `bob.${Date.now()}@leak.example`
  const password = `correct horse ${crypto.randomUUID()}`
  const secrets = new Set([email, other, encodeURIComponent(email), email.toUpperCase(), password])
  const send = async (
    method: string,
    url: string,
    body?: unknown,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<Record<string, unknown>> => {
    const answer = await createApiCaller(gateway, token)(method, url, body, headers)
    for (const name of ['access_token', 'refresh_token']) {
      const value = answer.body?.[name]
      if (typeof value === 'string') secrets.add(value)
    }
    return answer.body ?? {}
  }
  const registration = { email, password, display_name: 'Ada', family_name: 'Leak' }
  const key = { 'idempotency-key': crypto.randomUUID() }
  const ada = await send('POST', '/identity/v1/register', registration, undefined, key)
  const bob = await send('POST', '/identity/v1/register', { ...registration, email: other })
  for (const taken of [email, email.toUpperCase()])
    await send('POST', '/identity/v1/register', { ...registration, email: taken })
  const session = await send('POST', '/identity/v1/sessions', { email, password })
  await send('POST', '/identity/v1/sessions', { email, password: `not ${password}` })
  await send('POST', '/identity/v1/sessions', { email: `${email} `, password, extra: email })
  const refresh = { refresh_token: session['refresh_token'] }
  for (let i = 0; i < 2; i++) await send('POST', '/identity/v1/sessions/refresh', refresh)
  const token = String(ada['access_token'])
  await send('PATCH', '/identity/v1/users/me', { email: other, current_password: password }, token)
  const family = (ada['family'] as { id: string } | undefined)?.id
  for (const role of ['adult', email])
    await send('POST', `/identity/v1/families/${family}/invitations`, { email: other, role }, token)
  for (const segment of [email, encodeURIComponent(email), token, String(bob['refresh_token'])]) {
    await send('GET', `/identity/v1/users/${segment}`, undefined, token)
    await send('GET', `/todo/v1/todos?cursor=${segment}`, undefined, token)
    await send('POST', `/${segment}`, {})
  }
  return [...secrets]
}

/** Which of the secrets are in logs, state files and records of a state directory, or in command lines of processes. */
export function findLeaks(home: string, secrets: readonly string[]): readonly string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    // The databases have them, of course.
    .filter((file) => !/\/data\/\w+\//.test(file.slice(home.length)))
  const commandLines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}/cmdline`)
  return [...files, ...commandLines].flatMap((file) => {
    const text = readText(file)
    return secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${file}`)
  })
}

/** Empty for a process that has exited. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
