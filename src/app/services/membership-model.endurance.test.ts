import { expect, test } from 'vitest'
import { runMembershipModel } from '../../../test/support/membership-model/run-membership-model.js'

const sequences = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 2000)

test(
  '2,000 sequences of a model of memberships, with stalls and kills of engines too, leave stores that agree',
  { timeout: 14_400_000 },
  async () => {
    // The longest is longer than a request to a store may take.
    const disturbances = { stallsMs: [50, 300, 1500, 6500], killEngines: true }
    const count = await runMembershipModel({ sequences, disturbances })
    process.stderr.write(`${sequences} sequences, ${count} stalls and kills\n`)
    expect(count).toBeGreaterThan(sequences / 100)
  },
)
