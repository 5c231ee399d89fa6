import { expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { occupyChosenPorts } from '../../../test/support/occupy-chosen-ports.js'

test.skipIf(!(await canTestWithDocker()))(
  'if ports are bound after they were chosen, the next free ones are used with Docker',
  async () => {
    const { conflicts, warnings, foreignCollections } = await occupyChosenPorts('docker')
    for (const { component, occupied, used } of conflicts) {
      expect(occupied).toBeGreaterThan(0)
      expect(used).toBeGreaterThan(occupied)
      expect(warnings).toContainEqual(
        expect.stringMatching(new RegExp(`Using port \\d+ for ${component}|: .*\\b${component} \\d+`)),
      )
    }
    expect(foreignCollections).toEqual([])
  },
)
