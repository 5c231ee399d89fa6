import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createOutput } from '../../../output/create-output.js'
import type { Violation } from '../../../verify/violation.js'
import { renderVerifyReport, type VerifyContext } from './render-verify-report.js'

const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
const { style } = createOutput(options, process)

const DETAILS = { ownInvariants: [], shown: 5, dataset: false, interrupted: [] }
const INTERRUPTED = [{ profile: 'load', resume: 'homemanager seed load' }]

test.each<readonly [Violation['invariant'], Partial<VerifyContext>, string]>([
  [2, {}, 'If the data was seeded, homemanager verify --dataset lists how it differs'],
  [2, { dataset: true }, 'No record differs from the dataset'],
  [2, { interrupted: INTERRUPTED }, 'The dataset "load" is incomplete'],
  [2, { dataset: true, interrupted: INTERRUPTED }, 'Run homemanager seed load to resume.'],
  ['changed', {}, 'run homemanager seed --repair.'],
  ['balance.sql', {}, 'The invariants that are violated are your own'],
])('a violation of %s with %o suggests what can help', (invariant, details, suggestion) => {
  const text = render({ invariant, store: 'postgres', id: 'a', message: 'It differs.' }, details)
  expect(text).toContain(suggestion)
})

test.each<readonly [Violation['invariant'], string, string]>([
  ['balance.sql', 'The balance is 5.', '  mongo     pet_7: The balance is 5.'],
  ['pet-name', 'Pet pet_7 has no name.', '  mongo     Pet pet_7 has no name.'],
  [2, 'It differs.', '  mongo     It differs.'],
])('a violation of %s names its record once', (invariant, message, line) => {
  expect(render({ invariant, store: 'mongo', id: 'pet_7', message }).split('\n')).toContain(line)
})

function render(violation: Violation, details: Partial<VerifyContext> = {}): string {
  const report = {
    ok: false,
    project: 'shop',
    checked: 1,
    items: [violation],
    more: 0,
    fingerprint: { dataset: 'f' },
    notCovered: [],
  } as unknown as Parameters<typeof renderVerifyReport>[0]
  return stripVTControlCharacters(renderVerifyReport(report, { ...DETAILS, ...details }, style))
}
