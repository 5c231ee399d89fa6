import { expect, test } from 'vitest'
import { runMembershipModel } from '../../../test/support/run-membership-model.js'

const SEQUENCES = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 2000)

test('2,000 sequences of a model of memberships leave stores that agree', { timeout: 14_400_000 }, async () =>
  expect(runMembershipModel(SEQUENCES)).resolves.toBeUndefined(),
)
