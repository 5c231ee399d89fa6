import { expect, test } from 'vitest'
import { runMembershipModel } from '../../../test/support/membership-model/run-membership-model.js'

const sequences = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 50)

test(
  '50 sequences of joining, leaving, deleting and writing, with stalls and kills, leave stores that agree',
  { timeout: 900_000 },
  async () => {
    const disturbances = { stallsMs: [50, 150, 300, 600], killEngines: false }
    expect(await runMembershipModel({ sequences, disturbances })).toBeGreaterThan(0)
  },
)
