import { expect, test } from 'vitest'
import { runLifeCycle } from '../../test/support/life-cycle.js'

// life-cycle.endurance.test.ts runs random sequences.
test.skipIf(process.platform !== 'linux')(
  'ls knows every running engine, and no data of another project changes, whatever happens to the directories',
  async () => {
    await expect(
      runLifeCycle([
        [0, 'up'],
        [0, 'rename the directory'],
        [0, 'kill'],
        [0, 'down by name'],
      ]),
    ).resolves.toBeUndefined()
  },
)
