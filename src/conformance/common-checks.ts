import { randomUUID } from 'node:crypto'
import type { Operation } from '../services/http/operation.js'
import type { RawCall } from './contract-caller.js'
import { agreed, agreedSame } from './contract-broken.js'
import type { Cast, ContractCheck, ServiceContract } from './contract-check.js'

type Sample = (cast: Cast) => Promise<RawCall>

/** What every operation promises, derived from what it says of itself. */
export function commonChecks(operations: readonly Operation[], contract: ServiceContract): ContractCheck[] {
  return operations.flatMap((operation) => {
    const sample = contract.samples[operation.id]
    return sample === undefined ? [] : checksOf(operation, sample)
  })
}

function checksOf(operation: Operation, sample: Sample): ContractCheck[] {
  const check = (name: string, run: ContractCheck['run']): ContractCheck => ({ operation, name, run })
  const ownThings = operation.params !== undefined
  return [
    check('answers as its schema says', async (cast) => {
      const { headers } = await cast.owner.call(operation, await sample(cast))
      agreed(headers.get('x-request-id') !== null, 'it answers without X-Request-Id')
    }),
    ...(operation.access === 'public'
      ? []
      : [
          check('asks for a token', async (cast) => {
            const input = await sample(cast)
            await cast.owner.refused(operation, { ...input, token: null }, [401], 'UNAUTHENTICATED')
            await cast.owner.refused(operation, { ...input, token: 'eyJ.eyJ.x' }, [401], 'UNAUTHENTICATED')
          }),
        ]),
    ...(operation.body === undefined
      ? []
      : [
          check('refuses a body that is not JSON', async (cast) => {
            const { body: _, ...input } = await sample(cast)
            await cast.owner.refused(operation, { ...input, text: '{"a":' }, [400], 'MALFORMED_JSON')
          }),
          check('refuses a field that it does not know', async (cast) => {
            const input = await sample(cast)
            const body = { ...(input.body as object), unheard_of: true }
            await cast.owner.refused(operation, { ...input, body }, [400], 'INVALID_REQUEST')
          }),
        ]),
    ...(ownThings
      ? [
          check('does not find what is not there', async (cast) => {
            const input = await sample(cast)
            const params = Object.fromEntries(Object.keys(input.params ?? {}).map((n) => [n, randomUUID()]))
            await cast.owner.refused(operation, { ...input, params }, [404])
          }),
          check("does not show another family's", async (cast) => {
            const { token: _, ...input } = await sample(cast)
            await cast.stranger.refused(operation, input, [403, 404])
          }),
        ]
      : []),
    ...(operation.conditional
      ? [check('keeps If-Match', (cast) => keepsIfMatch(operation, sample, cast))]
      : []),
    ...(operation.idempotent && operation.access !== 'public'
      ? [check('keeps Idempotency-Key', (cast) => keepsKey(operation, sample, cast))]
      : []),
  ]
}

async function keepsIfMatch(operation: Operation, sample: Sample, cast: Cast): Promise<void> {
  const input = await sample(cast)
  await cast.owner.refused(operation, { ...input, ifMatch: 999_999 }, [412], 'VERSION_MISMATCH')
}

async function keepsKey(operation: Operation, sample: Sample, cast: Cast): Promise<void> {
  const input = { ...(await sample(cast)), idempotencyKey: randomUUID() }
  const first = await cast.owner.call(operation, input)
  const second = await cast.owner.call(operation, input)
  agreedSame('the answer to the repeated request', second.body, first.body)
}
