import { expect, test } from 'vitest'
import type { Saga } from '../../../events/sagas/saga.js'
import { createOutput } from '../../../output/create-output.js'
import { renderSaga, renderSagas } from './render-saga.js'

const time = '2026-01-01T00:00:00.000Z'
const saga: Saga = {
  id: 'a',
  kind: 'family-deletion',
  subject: 'b',
  correlationId: 'c',
  state: 'compensated',
  error: 'Error: no space',
  createdAt: time,
  updatedAt: time,
  steps: [{ name: 'archive-todos', state: 'compensated', attempts: 8, error: 'Error: no space' }],
}

test('the list and the steps say why a saga was compensated', () => {
  const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
  const { stdin, stdout, stderr } = process
  const output = createOutput(options, { stdin, stdout, stderr })
  expect(renderSagas([saga], output)).toMatch(/ERROR[\s\S]*Error: no space/)
  expect(renderSaga(saga, output)).toMatch(/\nError: no space\n[\s\S]*compensated.*8.*Error: no space/)
})
