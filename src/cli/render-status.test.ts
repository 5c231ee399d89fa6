import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createTestConfig } from '../../test/support/create-test-config.js'
import { createOutput } from '../output/create-output.js'
import { createUniformStatuses, toStackStatus } from '../project/status/stack-status.js'
import { createEmptyState, type StackEngine } from '../project/state/stack-state.js'
import { renderStatus } from './render-status.js'

const config = createTestConfig('/nowhere')
const engines = [
  {
    store: 'postgres',
    endpoint: { url: 'postgres://homemanager:0123456789abcdef@127.0.0.1:5434/homemanager_identity' },
    version: '15.18',
  },
] as unknown as readonly StackEngine[]
const status = toStackStatus(
  { config, state: { ...createEmptyState(config), engines } },
  createUniformStatuses('healthy', 'healthy'),
  0,
)

function renderIn(columns: number | undefined): string {
  const stdout = { isTTY: columns !== undefined, columns } as NodeJS.WriteStream
  const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
  const output = createOutput(options, { stdin: process.stdin, stdout, stderr: process.stderr })
  return stripVTControlCharacters(renderStatus(status, output, output.style))
}

test('addresses are abbreviated where a line would wrap, and descriptions omitted where that is not enough', () => {
  const full = 'postgres://homemanager:0123456789abcdef@127.0.0.1:5434/homemanager_identity  PostgreSQL 15.18'
  const short = 'postgres://…@127.0.0.1:5434/homemanager_identity'
  expect(renderIn(undefined)).toContain(full)
  expect(renderIn(200)).toContain(full)
  expect(renderIn(112)).toContain(`${short}  PostgreSQL 15.18`)
  expect(renderIn(112)).not.toContain('Not shown')
  expect(renderIn(80)).toContain(`${short}\n`)
  expect(renderIn(80)).toContain('Not shown: details.')
  // Never split, and never hidden: it has a line of its own.
  expect(renderIn(40)).toContain(`postgres   ✓ healthy\n  ${short}\n`)
  expect(renderIn(60)).toContain(`postgres   ✓ healthy\n  address: ${short}\n`)
  for (const columns of [60, 80])
    expect(
      Math.max(
        ...renderIn(columns)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(columns)
})
