import { randomUUID } from 'node:crypto'
import { findGrant, MEMBER_ROLES, type Permission } from '../domain/permissions.js'
import type { Operation } from '../services/http/api/operation.js'
import type { RawCall } from './contract-caller.js'
import { assertContract, assertEqual } from './contract-violation.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'

type SampleCall = (testUsers: TestUsers) => Promise<RawCall>
type RejectedSample = (testUsers: TestUsers, run: (input: RawCall) => Promise<void>) => Promise<void>

/** Checks of every operation, derived from its definition. */
export function createCommonChecks(
  operations: readonly Operation[],
  contract: ServiceContract,
): ContractCheck[] {
  return operations.flatMap((operation) => {
    const sample = contract.samples[operation.id]
    return sample === undefined ? [] : createOperationChecks(operation, sample)
  })
}

/**
 * A call that is rejected changes nothing, so the checks of rejections share what they are about: registering a user for each takes
 * most of the time. After a check that failed, it is made again, since the call may have been accepted.
 */
function reuseSample(sample: SampleCall): RejectedSample {
  let made: RawCall | undefined
  return async (testUsers, run) => {
    const input = made ?? (await sample(testUsers))
    made = undefined
    await run(input)
    made = input
  }
}

function createOperationChecks(operation: Operation, sample: SampleCall): ContractCheck[] {
  const check = (name: string, run: ContractCheck['run']): ContractCheck => ({ operation, name, run })
  const rejected = reuseSample(sample)
  /** A check of a call that must be rejected, with what it is about. */
  const checkRejection = (name: string, run: (testUsers: TestUsers, input: RawCall) => Promise<void>) =>
    check(name, async (testUsers) => rejected(testUsers, async (input) => run(testUsers, input)))
  const ownThings = operation.params !== undefined
  return [
    check('response matches the schema', async (testUsers) => {
      const { headers } = await testUsers.owner.call(operation, await sample(testUsers))
      assertContract(headers.get('x-request-id') !== null, 'the response has no X-Request-Id header')
    }),
    ...(operation.access === 'public'
      ? []
      : [
          checkRejection('requires a token', async (testUsers, input) => {
            await testUsers.owner.expectProblem(
              operation,
              { ...input, token: null },
              [401],
              'UNAUTHENTICATED',
            )
            await testUsers.owner.expectProblem(
              operation,
              { ...input, token: 'eyJ.eyJ.x' },
              [401],
              'UNAUTHENTICATED',
            )
          }),
          checkRejection('rejects the token of a former member', async (testUsers, sampled) => {
            const { token: _, ...input } = sampled
            await testUsers.former.expectProblem(operation, input, [401], 'UNAUTHENTICATED')
          }),
          ...createRoleChecks(operation, operation.access, rejected),
        ]),
    ...(operation.body === undefined
      ? []
      : [
          checkRejection('rejects a body that is not JSON', async (testUsers, sampled) => {
            const { body: _, ...input } = sampled
            await testUsers.owner.expectProblem(
              operation,
              { ...input, rawBody: '{"a":' },
              [400],
              'MALFORMED_JSON',
            )
          }),
          checkRejection('rejects an unknown field', async (testUsers, input) => {
            const body = { ...(input.body as object), unheard_of: true }
            await testUsers.owner.expectProblem(operation, { ...input, body }, [400], 'INVALID_REQUEST')
          }),
        ]),
    ...(ownThings
      ? [
          checkRejection('returns 404 for an unknown id', async (testUsers, input) => {
            const params = Object.fromEntries(Object.keys(input.params ?? {}).map((n) => [n, randomUUID()]))
            await testUsers.owner.expectProblem(operation, { ...input, params }, [404])
          }),
          checkRejection("does not show another family's", async (testUsers, sampled) => {
            const { token: _, ...input } = sampled
            await testUsers.stranger.expectProblem(operation, input, [403, 404])
          }),
        ]
      : []),
    ...(operation.conditional
      ? [
          checkRejection('honors If-Match', async ({ owner }, input) =>
            owner.expectProblem(operation, { ...input, ifMatch: 999_999 }, [412], 'VERSION_MISMATCH'),
          ),
        ]
      : []),
    ...(operation.idempotent && operation.access !== 'public' && !operation.movesMembership
      ? [check('honors Idempotency-Key', (testUsers) => checkIdempotencyKey(operation, sample, testUsers))]
      : []),
  ]
}

/** That the roles to which the table of permissions does not allow an operation are refused. */
function createRoleChecks(
  operation: Operation,
  permission: Permission,
  rejected: RejectedSample,
): ContractCheck[] {
  const callers = { child: 'child', adult: 'member', owner: 'owner' } as const
  return MEMBER_ROLES.filter((role) => findGrant(permission, role) === 'no').map((role) => ({
    operation,
    name: `is not allowed for the role ${role}`,
    run: async (testUsers) =>
      rejected(testUsers, async (sampled) => {
        const { token: _, ...input } = sampled
        const ownFamily = operation.path.startsWith('/v1/families/{id}')
        const params = { ...input.params, ...(ownFamily ? { id: testUsers.owner.familyId } : {}) }
        await testUsers[callers[role]].expectProblem(operation, { ...input, params }, [403], 'FORBIDDEN')
      }),
  }))
}

async function checkIdempotencyKey(
  operation: Operation,
  sample: SampleCall,
  testUsers: TestUsers,
): Promise<void> {
  const input = { ...(await sample(testUsers)), idempotencyKey: randomUUID() }
  const first = await testUsers.owner.call(operation, input)
  const second = await testUsers.owner.call(operation, input)
  assertEqual('the response to the repeated request', second.body, first.body)
}
