import { randomUUID } from 'node:crypto'

/** A response of the HTTP API. */
export interface ApiResponse {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON body; an empty object if there is none. */
  readonly body: Json
}

/** Untyped JSON, for tests. */
export interface Json {
  readonly [name: string]: any // oxlint-disable-line typescript/no-explicit-any
}

export type ApiCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiResponse>

/** A signed-in user. */
export interface SignedInUser {
  readonly id: string
  readonly familyId: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
  readonly call: ApiCall
}

export const TEST_USER_PASSWORD = 'correct horse battery staple'

/** Sends requests to the gateway, with the token if given. */
export function createApiCaller(gateway: string, token?: string): ApiCall {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${gateway}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }
}

/** Registers a user, by default with a new family. */
export async function createTestUser(
  gateway: string,
  family: string | null = 'The Rivers',
): Promise<SignedInUser> {
  const email = `${randomUUID()}@example.com`
  const { status, body } = await createApiCaller(gateway)('POST', '/identity/v1/register', {
    email,
    password: TEST_USER_PASSWORD,
    display_name: 'Alex',
    ...(family === null ? {} : { family_name: family }),
  })
  if (status !== 201) throw new Error(`Registering failed with ${status}: ${JSON.stringify(body)}`)
  const token: string = body['access_token']
  return {
    id: body['user'].id,
    familyId: body['family']?.id ?? '',
    email,
    token,
    refreshToken: body['refresh_token'],
    call: createApiCaller(gateway, token),
  }
}

/** Invites a user to the owner's family and accepts the invitation. */
export async function joinTestFamily(
  owner: SignedInUser,
  member: SignedInUser,
  role: 'adult' | 'child' = 'adult',
): Promise<void> {
  const invitations = `/identity/v1/families/${owner.familyId}/invitations`
  const invited = await owner.call('POST', invitations, { email: member.email, role })
  const joined = await member.call('POST', `/identity/v1/invitations/${invited.body['id']}/accept`)
  if (joined.status !== 200)
    throw new Error(`Joining the family failed with ${joined.status}: ${JSON.stringify(joined.body)}`)
}

/** Registers a user who joins the owner's family. */
export async function createTestFamilyMember(gateway: string, owner: SignedInUser): Promise<SignedInUser> {
  const member = await createTestUser(gateway, null)
  await joinTestFamily(owner, member)
  const { body } = await member.call('POST', '/identity/v1/sessions/refresh', {
    refresh_token: member.refreshToken,
  })
  const token: string = body['access_token']
  return {
    ...member,
    familyId: owner.familyId,
    token,
    refreshToken: body['refresh_token'],
    call: createApiCaller(gateway, token),
  }
}
