import { expect, test } from 'vitest'
import { occupyChosenPort } from '../../../test/support/occupy-chosen-port.js'

test('if a port is bound after it was chosen, the next free one is used', async () => {
  const { occupied, used, warnings } = await occupyChosenPort('embedded')
  expect(occupied).toBeGreaterThan(0)
  expect(used).toBeGreaterThan(occupied)
  expect(warnings).toContainEqual(expect.stringMatching(/using port \d+ for dynamodb/))
})
