import { describe, expect, test } from 'vitest'
import { dockerForTests } from '../../../../test/support/docker.js'
import { interruptedUp } from '../../../../test/support/interrupted-up.js'

const ROUNDS = Number(process.env['HOMEMANAGER_ROUNDS'] ?? 20)

describe.skipIf(!(await dockerForTests()))('an up in Docker that is interrupted at any moment', () => {
  test(
    `by Ctrl-C, ${ROUNDS} times, leaves no container and no network`,
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { code, left } = await interruptedUp({ signal: 'SIGINT', at: Math.random() * 8000 })
        expect(left.filter((thing) => code === 130 && !thing.startsWith('volume '))).toEqual([])
      }
    },
    ROUNDS * 120_000,
  )

  test(
    `by kill -9, ${ROUNDS} times, is taken over by the next`,
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const { left } = await interruptedUp({ signal: 'SIGKILL', at: Math.random() * 8000 })
        expect(left).toHaveLength(3 + 1 + 3)
      }
    },
    ROUNDS * 120_000,
  )
})
