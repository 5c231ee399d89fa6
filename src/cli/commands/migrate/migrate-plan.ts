import type { ChalkInstance } from 'chalk'
import { EXIT } from '../../../core/home-error.js'
import {
  type MigrationPlan,
  type PlannedMigration,
  planMigrations,
} from '../../../migrations/plan-migrations.js'
import type { CommandContext } from '../../command.js'
import { toErrorReport } from '../../to-error-report.js'
import { warnAboutDrift } from './warn-about-drift.js'
import { withMigrationContext } from './with-migration-context.js'

/** `homemanager migrate plan`. Exit code 4 if a store cannot be migrated, or a lint rule is violated. */
export async function migratePlan(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  return withMigrationContext(context, flags, async ({ stores, options }) => {
    const plan = await planMigrations(stores, {
      ...options,
      ...(flags['lint'] === 'docdb' ? { lint: 'docdb' } : {}),
    })
    const problems = plan.problems.map(({ store, error }) => ({
      store,
      error: toErrorReport(error, context.signal).report,
    }))
    const ok = problems.length + plan.lint.length === 0
    warnAboutDrift(context.output, plan.drift)
    context.output.printResult({ ok, ...plan, problems }, (style) => renderPlan(plan, style))
    return ok ? EXIT.done : EXIT.checksFailed
  })
}

function renderPlan(plan: MigrationPlan, style: ChalkInstance): string {
  const blocks = plan.items.map((migration) => renderMigration(migration, style))
  for (const { error } of plan.problems) {
    const lines = [`${style.red('✗')} ${error.message}`, error.detail, error.suggestion]
    blocks.push(lines.filter((line) => line !== undefined).join('\n  '))
  }
  for (const { store, id, message } of plan.lint) blocks.push(`${style.red('✗')} ${store}/${id} ${message}`)
  if (blocks.length === 0) return 'Nothing to do: all migrations are applied.'
  return blocks.join('\n\n')
}

function renderMigration(migration: PlannedMigration, style: ChalkInstance): string {
  const { store, id, transactional, after, stepsDone, steps } = migration
  const facts = [
    transactional ? 'one transaction' : 'step by step',
    ...(stepsDone > 0 ? [`resumes after step ${stepsDone}`] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
  ]
  const lines = steps.flatMap(({ name, text, warnings }, index) => [
    `  ${stepsDone + index + 1}. ${name}`,
    ...text.split('\n').map((line) => style.dim(`     ${line}`)),
    ...warnings.map((warning) => `     ${style.yellow('⚠')} ${warning}`),
  ])
  return [`${style.bold(`${store}/${id}`)} ${style.dim(`(${facts.join(', ')})`)}`, ...lines].join('\n')
}
