import { expect, test } from 'vitest'
import { describeNotReviewed, listFailed } from './left-pending.js'

test('a migration that failed or was interrupted stays pending, but not one whose down migration did', () => {
  const entry = { checksum: '', done: [], stepCount: 1, startedAt: '', direction: 'up' } as const
  const histories = {
    postgres: [
      { ...entry, id: '1', outcome: 'applied' },
      { ...entry, id: '2', outcome: 'failed' },
    ],
    dynamodb: undefined,
    mongo: [
      { ...entry, id: '1', outcome: 'failed', direction: 'down' },
      { ...entry, id: '2', outcome: 'running' },
    ],
  } as const
  expect(listFailed(histories)).toEqual(['postgres/2', 'mongo/2'])
  expect(listFailed(undefined)).toEqual([])
})

test('several migrations that were not reviewed are named in one sentence', () => {
  expect(describeNotReviewed(['postgres/1', 'mongo/2'])).toBe(
    'The migrations postgres/1, mongo/2 are pending in the restored data: the next homemanager up or migrate applies them. If one of them deletes data, edit or delete its file first.',
  )
})
