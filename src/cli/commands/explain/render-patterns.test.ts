import { expect, test } from 'vitest'
import type { PatternResult } from '../../../inspect/patterns/run-patterns.js'
import { createOutput } from '../../../output/create-output.js'
import { renderPatterns } from './render-patterns.js'

const RESULT = {
  pattern: {
    name: 'identity.invitations-of-family',
    store: 'postgres',
    acceptedFindings: { 'in-memory-sort': 'A family has few invitations.' },
  },
  request: '',
  measurement: {
    indexes: ['invitations_family_email_key', 'families_pkey'],
    findings: ['in-memory-sort'],
    examined: 2,
    returned: 1,
    elapsedMs: 0.04,
  },
} as unknown as PatternResult

test('at 80 columns, no column is hidden', () => {
  const stdout = { isTTY: true, columns: 80 } as NodeJS.WriteStream
  const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
  const output = createOutput(options, { stdin: process.stdin, stdout, stderr: process.stderr })
  expect(renderPatterns([RESULT], false, output).split('\n')).toEqual([
    '   PATTERN                         STORE     READ  RETURNED  RCU    MS',
    '✓  identity.invitations-of-family  postgres     2         1       0.04',
    '     index: invitations_family_email_key, families_pkey',
    '     findings: in-memory-sort (accepted)',
  ])
})
