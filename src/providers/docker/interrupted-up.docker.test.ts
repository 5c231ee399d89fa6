import { describe, expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { interruptUp } from '../../../test/support/interrupt-up.js'

describe.skipIf(!(await canTestWithDocker()))('an interrupted up with the Docker provider', () => {
  test.each([/✓ \w+/])(
    'by Ctrl-C after %s leaves no container and no network',
    async (at) => {
      const { code, remaining } = await interruptUp({ signal: 'SIGINT', at })
      expect([0, 130]).toContain(code)
      expect(remaining.filter((resource) => code === 130 && !resource.startsWith('volume '))).toEqual([])
    },
    120_000,
  )

  test.each([2000])(
    'by kill -9 after %d ms is adopted by the next up',
    async (at) => {
      const { afterRestart } = await interruptUp({ signal: 'SIGKILL', at })
      expect(afterRestart).toHaveLength(3 + 1 + 3)
    },
    170_000,
  )
})
