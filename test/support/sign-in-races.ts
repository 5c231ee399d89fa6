import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiResponse, createApiCaller, createTestUser, TEST_USER_PASSWORD } from './api-caller.js'

/** Requests of one new user at the same time; returns a problem if a token or a password survived. */
export type SignInRace = (gateway: string) => Promise<string | undefined>

const NEW_PASSWORD = 'another good password'

/** Each pair of requests that must behave as if one came after the other. */
export const SIGN_IN_RACES: readonly (readonly [string, SignInRace])[] = [
  ['the detection of reuse and a refresh', raceReuseAndRefresh],
  ['two refreshes with one token', raceTwoRefreshes],
  ['signing out and a refresh', raceRevocationAndRefresh],
  ['a password change and sign-ins with the old password', racePasswordChangeAndSignIn],
  ['a password change and a refresh', racePasswordChangeAndRefresh],
  ['two password changes', raceTwoPasswordChanges],
  ['the deletion of the account, sign-ins and a refresh', raceDeletionAndSignIn],
]

/** Runs a race a number of times and returns the problems. */
export async function runSignInRace(
  gateway: string,
  race: SignInRace,
  rounds: number,
): Promise<readonly string[]> {
  const problems: string[] = []
  for (let round = 1; round <= rounds; round++) {
    const problem = await race(gateway)
    if (problem !== undefined) problems.push(`Round ${round}: ${problem}`)
  }
  return problems
}

async function raceReuseAndRefresh(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const second = await refresh(gateway, user.refreshToken)
  const [next, reuse] = await Promise.all([
    refresh(gateway, second.body['refresh_token']),
    refresh(gateway, user.refreshToken),
  ])
  if (reuse.body['code'] !== 'REFRESH_TOKEN_REUSED') return `reuse returned ${reuse.status}`
  return findSurvivor(gateway, [next])
}

async function raceTwoRefreshes(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const answers = await Promise.all([1, 2].map(async () => refresh(gateway, user.refreshToken)))
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  if (statuses.join() !== '200,401') return `statuses ${statuses.join()}`
  return findSurvivor(gateway, answers)
}

async function raceRevocationAndRefresh(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const [next, revoked] = await Promise.all([
    refresh(gateway, user.refreshToken),
    createApiCaller(gateway)('POST', '/identity/v1/sessions/revoke', { refresh_token: user.refreshToken }),
  ])
  return revoked.status === 204 ? findSurvivor(gateway, [next]) : `signing out returned ${revoked.status}`
}

async function racePasswordChangeAndSignIn(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const changing = user.call('PATCH', '/identity/v1/users/me', {
    password: NEW_PASSWORD,
    current_password: TEST_USER_PASSWORD,
  })
  const signIns: Promise<ApiResponse>[] = []
  for (let n = 0; n < 6; n++) {
    signIns.push(signIn(gateway, user.email, TEST_USER_PASSWORD))
    await sleep(12)
  }
  const changed = await changing
  if (changed.status !== 200) return `the password change returned ${changed.status}`
  const survivor = await findSurvivor(gateway, await Promise.all(signIns))
  if (survivor !== undefined) return survivor
  const [old, current] = [
    await signIn(gateway, user.email, TEST_USER_PASSWORD),
    await signIn(gateway, user.email, NEW_PASSWORD),
  ]
  if (old.status === 201) return 'the old password signs in'
  return current.status === 201 || current.status === 429 ? undefined : 'the new password does not sign in'
}

async function racePasswordChangeAndRefresh(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const refreshing = sleep(Math.random() * 150).then(async () => refresh(gateway, user.refreshToken))
  const changed = await user.call('PATCH', '/identity/v1/users/me', {
    password: NEW_PASSWORD,
    current_password: TEST_USER_PASSWORD,
  })
  if (changed.status !== 200) return `the password change returned ${changed.status}`
  return findSurvivor(gateway, [await refreshing])
}

async function raceTwoPasswordChanges(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const passwords = ['first new password', 'second new password']
  const answers = await Promise.all(
    passwords.map(async (password) =>
      user.call('PATCH', '/identity/v1/users/me', { password, current_password: TEST_USER_PASSWORD }),
    ),
  )
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  if (statuses.join() !== '200,401') return `statuses ${statuses.join()}`
  const winner = passwords[answers.findIndex(({ status }) => status === 200)] ?? ''
  return (await signIn(gateway, user.email, winner)).status === 201
    ? undefined
    : 'the new password does not sign in'
}

async function raceDeletionAndSignIn(gateway: string): Promise<string | undefined> {
  const user = await createTestUser(gateway, null)
  const signIns = [1, 2].map(async () => signIn(gateway, user.email, TEST_USER_PASSWORD))
  await sleep(Math.random() * 80)
  const [deleted, refreshed] = await Promise.all([
    user.call('DELETE', '/identity/v1/users/me'),
    refresh(gateway, user.refreshToken),
  ])
  if (deleted.status !== 204) return `the deletion returned ${deleted.status}`
  const answers = [...(await Promise.all(signIns)), refreshed]
  const unexpected = answers.find(({ status }) => status >= 500)
  if (unexpected !== undefined) return `a request returned ${unexpected.status}`
  return findSurvivor(gateway, answers)
}

/** A refresh token of the responses that still works. */
async function findSurvivor(gateway: string, answers: readonly ApiResponse[]): Promise<string | undefined> {
  for (const { body } of answers) {
    const token: unknown = body['refresh_token']
    if (typeof token !== 'string') continue
    const { status } = await refresh(gateway, token)
    if (status !== 401) return `a refresh token survived: ${status}`
  }
  return undefined
}

async function refresh(gateway: string, token: unknown): Promise<ApiResponse> {
  return createApiCaller(gateway)('POST', '/identity/v1/sessions/refresh', { refresh_token: token })
}

async function signIn(gateway: string, email: string, password: string): Promise<ApiResponse> {
  return createApiCaller(gateway)('POST', '/identity/v1/sessions', { email, password })
}
