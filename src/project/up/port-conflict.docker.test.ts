import { expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { occupyChosenPort } from '../../../test/support/occupy-chosen-port.js'

test.skipIf(!(await canTestWithDocker()))(
  'if a port is bound after it was chosen, the next free one is used with Docker',
  async () => {
    const { occupied, used, warnings } = await occupyChosenPort('docker')
    expect(occupied).toBeGreaterThan(0)
    expect(used).toBeGreaterThan(occupied)
    expect(warnings).toContainEqual(expect.stringMatching(/using port \d+ for dynamodb/))
  },
)
