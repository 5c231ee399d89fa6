import { describe, test } from 'vitest'
import { dockerForTests } from '../../../../test/support/docker.js'
import { interruptedUp } from '../../../../test/support/interrupted-up.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 20)

describe.skipIf(!(await dockerForTests()))('an up in Docker that is interrupted at any moment', () => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(
      `by ${signal}, ${ROUNDS} times`,
      async () => {
        for (let round = 0; round < ROUNDS; round++) {
          await interruptedUp({ signal, at: Math.random() * 8000 })
        }
      },
      ROUNDS * 120_000,
    )
  }
})
