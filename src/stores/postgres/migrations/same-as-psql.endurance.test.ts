import { expect, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { compareWithPsql } from '../../../../test/support/run-like-psql.js'

const RUNS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 500)

test.runIf(canTestWithProgram('psql', '--version'))(
  `${2 * RUNS} random scripts have the effect that they have with psql`,
  () => expect(compareWithPsql(RUNS)).resolves.toBeUndefined(),
)
