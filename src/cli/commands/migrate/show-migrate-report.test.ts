import { expect, test } from 'vitest'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_ERRORS } from '../../../migrations/migration-errors.js'
import type { MigrateReport } from '../../../migrations/migrate-report.js'
import { createOutput } from '../../../output/create-output.js'
import type { CommandContext } from '../../command-context.js'
import { showMigrateReport } from './show-migrate-report.js'

test('what Ctrl-C has stopped is shown as interrupted, as by status', () => {
  const error = new HomeError(MIGRATION_ERRORS.MIGRATION_FAILED, { message: 'Stopped.' })
  const result = { store: 'mongo', id: '0001-run', name: 'run', steps: 1, durationMs: 20 } as const
  const report: MigrateReport = {
    ok: false,
    items: [{ ...result, outcome: 'failed', error }],
    problems: [],
    drift: [],
    rolledBack: [],
    settings: [],
    elapsedMs: 100,
  }
  const show = (signal: AbortSignal): string => {
    let text = ''
    const stdout = {
      columns: 100,
      write: (piece: string) => (text += piece),
    } as unknown as NodeJS.WriteStream
    const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
    const output = createOutput(options, { stdin: process.stdin, stdout, stderr: process.stderr })
    expect(() => showMigrateReport({ output, signal } as CommandContext, report, '')).toThrow(error)
    return text
  }
  expect(show(AbortSignal.abort())).toMatch(
    /0001-run +interrupted +1 +20 ms\n1 migration interrupted in 0\.1 s/,
  )
  expect(show(new AbortController().signal)).toMatch(/0001-run +failed/)
})
