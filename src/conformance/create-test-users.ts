import { setTimeout as sleep } from 'node:timers/promises'
import { getErrorMessage } from '../core/get-error-message.js'
import { HomeError } from '../core/home-error.js'
import { createIdentityClient } from '../services/identity/api/create-identity-client.js'
import { CONFORMANCE_ERRORS } from './conformance-errors.js'
import { type CallObserver, type ContractCaller, createContractCaller } from './contract-caller.js'
import type { TestUsers } from './contract-check.js'
import type { TestAccounts } from './test-accounts.js'

export interface TestUsersOptions {
  readonly url: string
  readonly identityUrl: string
  /** After it is aborted, the users send nothing. */
  readonly signal: AbortSignal
}

/** Registers three members of one family and the owner of another in an identity service; they call the service at `url`. */
export async function createTestUsers(
  { url, identityUrl, signal }: TestUsersOptions,
  accounts: TestAccounts,
  observer: Pick<CallObserver, 'onRequest'> & Partial<CallObserver>,
): Promise<TestUsers> {
  try {
    // One after the other: hashing passwords is slow, and the requests would wait for each other.
    const register = async (family?: string): ReturnType<TestAccounts['register']> => {
      signal.throwIfAborted()
      return accounts.register(family)
    }
    const owner = await register('The Owners')
    const member = await register()
    const child = await register()
    const leaver = await register()
    const stranger = await register('The Strangers')
    const familyId = owner.family?.id ?? ''
    const asOwner = createIdentityClient(identityUrl, { token: owner.access_token })
    const join = async (user: typeof member, role: 'adult' | 'child'): Promise<string> => {
      signal.throwIfAborted()
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
    await sleep(1000, undefined, { signal })
    const strangers = stranger.family?.id ?? ''
    const createCaller = (userId: string, family: string, accessToken: string): ContractCaller =>
      createContractCaller(
        url,
        { userId, familyId: family, token: accessToken },
        {
          onRequest: (request) => observer.onRequest(request),
          onResponse(operation, response, request) {
            observer.onResponse?.(operation, response, request)
            accounts.addIdsFromResponse(operation, response)
          },
        },
        signal,
      )
    return {
      owner: createCaller(owner.user.id, familyId, owner.access_token),
      member: createCaller(member.user.id, familyId, token),
      child: createCaller(child.user.id, familyId, childToken),
      former: createCaller(leaver.user.id, familyId, formerToken),
      stranger: createCaller(stranger.user.id, strangers, stranger.access_token),
    }
  } catch (error) {
    signal.throwIfAborted()
    throw new HomeError(CONFORMANCE_ERRORS.CONFORMANCE_USERS_UNAVAILABLE, {
      message: `Cannot create test users in the identity service at ${identityUrl}.`,
      detail: getErrorMessage(error),
      suggestion: 'Run homemanager up, or pass the URL of an identity service with --identity.',
      cause: error,
    })
  }
}
