import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createOutput } from '../../../output/create-output.js'
import type { Violation } from '../../../verify/violation.js'
import { renderVerifyReport } from './render-verify-report.js'

const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
const { style } = createOutput(options, process)

test.each<readonly [Violation['invariant'], string]>([
  [2, 'If the data was seeded, homemanager verify --dataset lists how it differs'],
  ['changed', 'run homemanager seed --repair.'],
  ['balance.sql', 'The invariants that are violated are your own'],
])('a violation of %s suggests what can help', (invariant, suggestion) => {
  const report = {
    ok: false,
    project: 'shop',
    checked: 1,
    items: [{ invariant, store: 'postgres', id: 'a', message: 'It differs.' }],
    more: 0,
    fingerprint: { dataset: 'f' },
    notCovered: [],
  } as unknown as Parameters<typeof renderVerifyReport>[0]
  expect(stripVTControlCharacters(renderVerifyReport(report, [], 5, style))).toContain(suggestion)
})
