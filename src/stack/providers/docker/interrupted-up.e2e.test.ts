import { describe, expect, test } from 'vitest'
import { dockerForTests } from '../../../../test/support/docker.js'
import { interruptedUp } from '../../../../test/support/interrupted-up.js'

describe.skipIf(!(await dockerForTests()))('an up in Docker that is interrupted', () => {
  test.each([300, 1200, /✓ \w+/])(
    'by Ctrl-C, after %s, leaves no container and no network',
    async (at) => {
      const { code, left } = await interruptedUp({ signal: 'SIGINT', at })
      expect([0, 130]).toContain(code)
      expect(left.filter((thing) => code === 130 && !thing.startsWith('volume '))).toEqual([])
    },
    120_000,
  )

  test.each([800, 2000])(
    'by kill -9, after %d ms, is taken over by the next',
    async (at) => {
      const { after } = await interruptedUp({ signal: 'SIGKILL', at })
      expect(after).toHaveLength(3 + 1 + 3)
    },
    170_000,
  )
})
