import { describe, test } from 'vitest'
import { dockerForTests } from '../../../../test/support/docker.js'
import { interruptedUp } from '../../../../test/support/interrupted-up.js'

// Disposing the project checks that `down --volumes` leaves no container, network or volume.
describe.skipIf(!(await dockerForTests()))('an up in Docker that is interrupted', () => {
  test.each([300, 900, 1800])(
    'by Ctrl-C after %d ms',
    async (at) => interruptedUp({ signal: 'SIGINT', at }),
    120_000,
  )

  test('by Ctrl-C between two engines', async () => interruptedUp({ signal: 'SIGINT', at: /✓ \w+/ }), 120_000)

  test.each([800, 2000])(
    'by kill -9 after %d ms',
    async (at) => interruptedUp({ signal: 'SIGKILL', at }),
    170_000,
  )
})
