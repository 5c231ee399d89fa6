import type { MigrationPlan, PlannedMigration } from '../../../migrations/plan-migrations.js'
import type { StepWarning } from '../../../stores/contracts/step-warning.js'
import { layOutJson } from '../../../output/lay-out-json.js'
import type { Output } from '../../../output/output.js'

const DEFAULT_WIDTH = 80
/** Of what follows the number of a step. */
const INDENT = 5

/** The steps of each migration with their warnings, then what is wrong. `width` is that of the terminal. */
export function renderPlan(plan: MigrationPlan, style: Output['style'], width = DEFAULT_WIDTH): string {
  const blocks = plan.items.map((migration) => renderMigration(migration, style, width))
  for (const { error } of plan.problems) {
    const lines = [`${style.red('✗')} ${error.message}`, error.detail, error.suggestion]
    blocks.push(lines.flatMap((line) => line?.split('\n') ?? []).join('\n  '))
  }
  for (const { store, id, message } of plan.lint) blocks.push(`${style.red('✗')} ${store}/${id} ${message}`)
  if (blocks.length === 0) return 'Nothing to do: no migration is pending.'
  return blocks.join('\n\n')
}

function renderMigration(migration: PlannedMigration, style: Output['style'], width: number): string {
  const { store, id, transactional, after, stepsDone, steps } = migration
  const facts = [
    transactional ? 'one transaction' : 'step by step',
    ...(stepsDone > 0 ? [`resumes after step ${stepsDone}`] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
  ]
  const lines = steps.flatMap(({ name, text, warnings }, index) => {
    const [first, ...others] = listLines(name, text, width - INDENT)
    return [
      `  ${stepsDone + index + 1}. ${first}`,
      ...others.map((line) => style.dim(`     ${line}`)),
      ...warnings.map((warning) => `     ${renderWarning(warning, style)}`),
    ]
  })
  return [`${style.bold(`${store}/${id}`)} ${style.dim(`(${facts.join(', ')})`)}`, ...lines].join('\n')
}

/** What happens to data is not told by the sign alone, nor looks like a lock. */
function renderWarning({ text, effect, fails = false }: StepWarning, style: Output['style']): string {
  if (fails) return `${style.red('✗')} ${text}`
  switch (effect) {
    case 'deletes':
      return `${style.red('-')} data loss: ${text}`
    case 'changes':
      return `${style.yellow('~')} data change: ${text}`
    case 'unknown':
      return `${style.red('?')} possible data loss: ${text}`
    default:
      return `${style.yellow('⚠')} ${text}`
  }
}

/** The name of a step and its text. The name of a SQL statement is its beginning, which is not repeated. */
function listLines(name: string, text: string, width: number): readonly string[] {
  const lines = layOutText(text, width)
  const isBeginning = text.replaceAll(/\s+/g, ' ').startsWith(name.replace(/…$/, ''))
  return isBeginning ? lines : [name, ...lines]
}

/** A request in fewer lines than its file, if it is JSON without a number that would be rounded. */
function layOutText(text: string, width: number): readonly string[] {
  if (!text.startsWith('{')) return text.split('\n')
  try {
    const value: unknown = JSON.parse(text)
    if (JSON.stringify(value, undefined, 2) === text) return layOutJson(value, width)
  } catch {
    // A function of a module.
  }
  return text.split('\n')
}
