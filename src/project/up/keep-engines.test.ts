import { expect, test } from 'vitest'
import { describeRunning } from './keep-engines.js'

const NOT_STARTED = 'services were not started. Once this is resolved, homemanager up starts them.'

test.each([
  ['embedded', 'embedded', true, `The engines of the stores are running; the ${NOT_STARTED}`],
  ['embedded', 'embedded', false, 'The engines of the stores are running.'],
  ['external', 'embedded', true, `The engine of mongo is running; the ${NOT_STARTED}`],
  ['external', 'external', true, `The ${NOT_STARTED}`],
  ['external', 'external', false, undefined],
] as const)(
  'only engines of the stack are said to run: %s, %s, services: %s',
  (first, second, services, text) => {
    const engines = [
      { store: 'postgres', provider: first },
      { store: 'mongo', provider: second },
    ] as const
    expect(describeRunning(engines, services)).toBe(text)
  },
)
