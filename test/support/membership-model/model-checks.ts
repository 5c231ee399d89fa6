import { countDeadLetters } from '../../../src/events/dead-letters.js'
import type { Stores } from '../../../src/stores/stores.js'
import { verifyStores } from '../../../src/verify/verify-stores.js'
import { request } from './model-requests.js'
import { getTokenVersion, type ModelState, readVersions } from './model-state.js'

/** Throws if a token of a former membership is accepted. Takes effect a second after the last change, as documented. */
export async function expectOutdatedTokensRejected(state: ModelState): Promise<void> {
  const versions = await readVersions(state)
  for (const user of state.users) {
    const version = versions.get(user.user.id) ?? Infinity
    for (const token of user.tokens.filter((each) => getTokenVersion(each) < version)) {
      const replies = [
        await request(state, token, 'GET', '/todo/v1/todos'),
        await request(state, token, 'POST', '/todo/v1/todos', { title: 'Late' }),
        await request(state, token, 'POST', '/budget/v1/expenses', {
          amount: '5.00',
          currency: 'USD',
          category: { primary: 'travel' },
        }),
      ]
      const statuses = replies.map(({ status }) => status)
      if (statuses.some((status) => status !== 401))
        throw new Error(`A token of a former membership was answered ${statuses.join(', ')}.`)
    }
  }
}

/** Throws if `verify` reports a violation, or an event could not be handled. */
export async function expectAgreement(stores: Stores): Promise<void> {
  const report = await verifyStores(stores, { dataset: false, signal: new AbortController().signal })
  const dead = await countDeadLetters(stores.postgres.pool)
  const problems = [
    ...report.items.map(({ invariant, message }) => `${invariant}: ${message}`),
    ...(dead === 0 ? [] : [`${dead} dead letters`]),
  ]
  if (problems.length > 0) throw new Error(`The stores do not agree: ${problems.slice(0, 5).join(' | ')}`)
}
