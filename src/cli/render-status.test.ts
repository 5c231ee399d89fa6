import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createTestConfig } from '../../test/support/create-test-config.js'
import { createOutput } from '../output/create-output.js'
import { createUniformStatuses, toStackStatus } from '../project/status/stack-status.js'
import { createEmptyState, type ServicesRecord, type StackEngine } from '../project/state/stack-state.js'
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

function renderIn(columns: number | undefined, shown = status): string {
  const stdout = { isTTY: columns !== undefined, columns } as NodeJS.WriteStream
  const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
  const output = createOutput(options, { stdin: process.stdin, stdout, stderr: process.stderr })
  return stripVTControlCharacters(renderStatus(shown, output, output.style))
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

test('stopped services have a hint, unless they were not requested', () => {
  const render = (servicesRequested: boolean): string => {
    const statuses = { ...createUniformStatuses('healthy', 'stopped'), servicesRequested }
    return renderIn(
      undefined,
      toStackStatus({ config, state: { ...createEmptyState(config), engines } }, statuses, 0),
    )
  }
  expect(render(true)).toContain('The services are not running. Start them with homemanager up.')
  expect(render(false)).not.toContain('The services are not running.')
})

test('what does not respond is restarted by restart, or by the program that runs it', () => {
  const render = (logFile: string): string => {
    const services = { urls: {}, logFile } as unknown as ServicesRecord
    const state = { ...createEmptyState(config), engines, services }
    const statuses = createUniformStatuses('healthy', 'unhealthy')
    return renderIn(undefined, toStackStatus({ config, state }, statuses, 0))
  }
  expect(render('services.log')).toContain('If that does not change, run homemanager restart services.')
  expect(render('')).toContain(
    'If that does not change, restart homemanager serve or the program that runs the services.',
  )
})

test('the last restart has its age', () => {
  const at = new Date(Date.now() - 2.5 * 3_600_000).toISOString()
  const restarts = { services: { restarts: 1, attempts: 0, lastRestart: { at, reason: 'services ended.' } } }
  const statuses = { ...createUniformStatuses('healthy', 'healthy'), restarts }
  const state = { ...createEmptyState(config), engines }
  expect(renderIn(undefined, toStackStatus({ config, state }, statuses, 0))).toContain(
    'gateway, identity, todo, budget: 2 h ago  services ended.',
  )
})
