import { describe, expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { interruptUp } from '../../../test/support/interrupt-up.js'

/** Approximate duration of an `up`. */
const MAX_DELAY_MS = 5000
const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 20)

describe.skipIf(!(await canTestWithDocker()))(
  'an up with the Docker provider, interrupted at a random time',
  () => {
    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      `by %s, ${ROUNDS} times, leaves no container and no network`,
      async (signal) => {
        let interrupted = 0
        for (let round = 0; round < ROUNDS; round++) {
          const { code, remaining } = await interruptUp({ signal, at: Math.random() * MAX_DELAY_MS })
          if (code === 0) continue
          interrupted++
          expect(remaining.filter((resource) => !resource.startsWith('volume '))).toEqual([])
        }
        expect(interrupted).toBeGreaterThan(0)
      },
      ROUNDS * 120_000,
    )

    test(
      `by kill -9, ${ROUNDS} times, is adopted by the next up`,
      async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const { afterRestart } = await interruptUp({ signal: 'SIGKILL', at: Math.random() * MAX_DELAY_MS })
          expect(afterRestart).toHaveLength(3 + 1 + 3)
        }
      },
      ROUNDS * 120_000,
    )
  },
)
