import { expect, test } from 'vitest'
import type { EventEnvelope } from '../event-envelope.js'
import { describeEvent } from './describe-event.js'

const EARLIER = '2024-10-01T00:00:00Z'
const NOW = '2024-10-02T00:00:00Z'

test.each([
  [{ status: 'completed', completed_at: EARLIER, updated_at: NOW }, undefined, 'was changed'],
  [{ status: 'completed', completed_at: NOW, updated_at: NOW }, undefined, 'is completed'],
  [{ status: 'in_progress' }, undefined, 'was changed'],
  [{ status: 'in_progress' }, ['status'], 'is in progress'],
  [{ status: 'pending' }, undefined, 'was changed'],
  [{ status: 'pending' }, ['status', 'completed_at'], 'is pending'],
  [{ status: 'in_progress' }, ['title'], 'was changed'],
])('%o with the changes %j', (fields, changed, what) => {
  const event = {
    type: 'todo.todo.updated',
    subject: '1',
    data: { todo: { id: '1', owner: '2', title: 'Faucet', ...fields } },
  } as unknown as EventEnvelope
  expect(describeEvent(event, () => 'Alex', changed)).toBe(`"Faucet" of Alex ${what}`)
})
