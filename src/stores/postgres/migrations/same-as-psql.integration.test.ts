import { expect, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { compareWithPsql } from '../../../../test/support/run-like-psql.js'

test.runIf(canTestWithProgram('psql', '--version'))(
  'random scripts have the effect that they have with psql',
  () => expect(compareWithPsql(4)).resolves.toBeUndefined(),
)
