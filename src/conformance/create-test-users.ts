import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { createIdentityClient } from '../services/identity/api/create-identity-client.js'
import { CONFORMANCE_ERRORS } from './conformance-errors.js'
import { createContractCaller } from './contract-caller.js'
import type { TestUsers } from './contract-check.js'

const TEST_PASSWORD = 'correct horse battery staple'

/** Test users, and a function that deletes their families. */
export interface RegisteredTestUsers extends AsyncDisposable {
  readonly users: TestUsers
}

/** Registers three members of one family and the owner of another in an identity service; they call the service at `url`. */
export async function createTestUsers(url: string, identityUrl: string): Promise<RegisteredTestUsers> {
  try {
    // One after the other: hashing passwords is slow, and the requests would wait for each other.
    const owner = await registerTestUser(identityUrl, 'The Owners')
    const member = await registerTestUser(identityUrl)
    const child = await registerTestUser(identityUrl)
    const leaver = await registerTestUser(identityUrl)
    const stranger = await registerTestUser(identityUrl, 'The Strangers')
    const familyId = owner.family?.id ?? ''
    const asOwner = createIdentityClient(identityUrl, { token: owner.access_token })
    const join = async (user: typeof member, role: 'adult' | 'child'): Promise<string> => {
      const invitation = await asOwner.createInvitation({
        params: { id: familyId },
        body: { email: user.user.email, role },
      })
      const asUser = createIdentityClient(identityUrl, { token: user.access_token })
      await asUser.acceptInvitation({ params: { id: invitation.id } })
      const fresh = await createIdentityClient(identityUrl).refreshSession({
        body: { refresh_token: user.refresh_token },
      })
      return fresh.access_token
    }
    const token = await join(member, 'adult')
    const childToken = await join(child, 'child')
    const formerToken = await join(leaver, 'adult')
    await asOwner.removeMember({ params: { id: familyId, user_id: leaver.user.id } })
    // The longest time for which an access token may outlive its membership.
    await sleep(1000)
    const strangers = stranger.family?.id ?? ''
    return {
      users: {
        owner: createContractCaller(url, { userId: owner.user.id, familyId, token: owner.access_token }),
        member: createContractCaller(url, { userId: member.user.id, familyId, token }),
        child: createContractCaller(url, { userId: child.user.id, familyId, token: childToken }),
        former: createContractCaller(url, { userId: leaver.user.id, familyId, token: formerToken }),
        stranger: createContractCaller(url, {
          userId: stranger.user.id,
          familyId: strangers,
          token: stranger.access_token,
        }),
      },
      async [Symbol.asyncDispose]() {
        // The saga deletes everything that the tests created, in every store.
        const asStranger = createIdentityClient(identityUrl, { token: stranger.access_token })
        await asOwner.deleteFamily({ params: { id: familyId } }).catch(() => {})
        await asStranger.deleteFamily({ params: { id: strangers } }).catch(() => {})
      },
    }
  } catch (error) {
    throw new HomeError(CONFORMANCE_ERRORS.CONFORMANCE_USERS_UNAVAILABLE, {
      message: `Cannot create test users in the identity service at ${identityUrl}.`,
      detail: error instanceof Error ? error.message : String(error),
      suggestion: 'Run homemanager up, or pass the URL of an identity service with --identity.',
      cause: error,
    })
  }
}

async function registerTestUser(
  identityUrl: string,
  family?: string,
): ReturnType<ReturnType<typeof createIdentityClient>['register']> {
  return createIdentityClient(identityUrl).register({
    body: {
      email: `conformance-${randomUUID()}@example.com`,
      password: TEST_PASSWORD,
      display_name: 'Conformance',
      ...(family === undefined ? {} : { family_name: family }),
    },
  })
}
