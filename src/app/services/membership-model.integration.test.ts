import { expect, test } from 'vitest'
import { runMembershipModel } from '../../../test/support/run-membership-model.js'

const SEQUENCES = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)

test(
  '50 sequences of joining, leaving, deleting and writing leave stores that agree',
  { timeout: 900_000 },
  async () => expect(runMembershipModel(SEQUENCES)).resolves.toBeUndefined(),
)
