import type { DataEffect } from '../stores/contracts/step-warning.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import type { MigrationPlan } from './plan-migrations.js'

/** What pending migrations do to records, each as `postgres/0003-drop deletes legacy, which contains data (about 12 rows, 8192 bytes)`. */
export interface DataEffects {
  /** What they delete, or may delete. */
  readonly deletions: readonly string[]
  /** Whose values they overwrite. */
  readonly changes: readonly string[]
}

const { MIGRATION_DRIFT, MIGRATION_DUPLICATE, MIGRATION_OUT_OF_ORDER, MIGRATION_SCHEMA_DRIFT } =
  MIGRATION_ERRORS
const STOPPING_CODES: ReadonlySet<string> = new Set(
  [
    MIGRATION_DRIFT,
    MIGRATION_DUPLICATE,
    MIGRATION_OUT_OF_ORDER,
    MIGRATION_SCHEMA_DRIFT,
    MIGRATION_STORE_ERRORS.MIGRATION_UNSUPPORTED,
  ].map(({ code }) => code),
)

/** Those that cannot be undone by reverting the migration, and that nobody may overlook. */
export const DELETING_EFFECTS: readonly DataEffect[] = ['deletes', 'unknown']

/** Nothing, if the plan has an error because of which no store is migrated. */
export function listDataEffects(plan: MigrationPlan): DataEffects {
  if (isStopped(plan)) return { deletions: [], changes: [] }
  const list = (effects: readonly DataEffect[]): readonly string[] =>
    listAffectingMigrations(plan, effects).flatMap(({ migration, texts }) =>
      texts.map((text) => `${migration} ${text}`),
    )
  return { deletions: list(DELETING_EFFECTS), changes: list(['changes']) }
}

/** The migrations that cannot succeed, each as a sentence; none if no store is migrated. */
export function listFailures(plan: MigrationPlan): readonly string[] {
  if (isStopped(plan)) return []
  const { code } = MIGRATION_ERRORS.MIGRATION_WOULD_FAIL
  return plan.problems.filter(({ error }) => error.code === code).map(({ error }) => error.message)
}

/** The migrations before which a snapshot is saved, such as `postgres/0003-drop`. */
export function listAffected(plan: MigrationPlan): readonly string[] {
  if (isStopped(plan)) return []
  return listAffectingMigrations(plan, [...DELETING_EFFECTS, 'changes']).map(({ migration }) => migration)
}

function isStopped({ problems }: MigrationPlan): boolean {
  return problems.some(({ error }) => STOPPING_CODES.has(error.code))
}

/** The pending migrations with one of these effects, such as `postgres/0003-drop`, and what they do. */
export function listAffectingMigrations(
  { items }: MigrationPlan,
  effects: readonly DataEffect[],
): readonly { readonly migration: string; readonly texts: readonly string[] }[] {
  return items
    .map(({ store, id, steps }) => {
      const warnings = steps.flatMap((step) => step.warnings)
      const affecting = warnings.filter(({ effect }) => effect !== undefined && effects.includes(effect))
      return { migration: `${store}/${id}`, texts: listDistinct(affecting.map(({ text }) => text)) }
    })
    .filter(({ texts }) => texts.length > 0)
}

/** The pending migrations that have one of these effects or are in `failed`, and why they are not to be applied. */
export function listReasonsToLeave(
  plan: MigrationPlan,
  effects: readonly DataEffect[],
  failed: readonly string[],
): ReturnType<typeof listAffectingMigrations> {
  const affecting = listAffectingMigrations(plan, effects)
  return plan.items.flatMap(({ store, id }) => {
    const migration = `${store}/${id}`
    const { texts = [] } = affecting.find((each) => each.migration === migration) ?? {}
    const reasons = failed.includes(migration) ? [...texts, 'failed before'] : texts
    return reasons.length === 0 ? [] : [{ migration, texts: reasons }]
  })
}

/** Without what a trigger or rule does, if the migration does the same itself. */
function listDistinct(texts: readonly string[]): readonly string[] {
  const found = [...new Set(texts)]
  return found.filter((text) => !found.some((other) => text.startsWith(`${other}, by the `)))
}

const MAX_LISTED = 5

/** Why a migration was not applied, and how to continue: one effect in the sentence, several as a list. */
export function describeNotApplied(migration: string, data: string, texts: readonly string[]): string {
  const subject = `The migration ${migration} was not applied to the ${data} data:`
  const advice = 'Edit or delete the file before the next homemanager migrate or up, which applies it.'
  if (texts.length <= 1) return `${subject} it ${texts.join('')}. ${advice}`
  const others = texts.length - MAX_LISTED
  const lines = [
    ...texts.slice(0, MAX_LISTED).map((text) => `it ${text}`),
    ...(others > 0 ? [`and ${others} more, which homemanager migrate plan lists`] : []),
    `→ ${advice}`,
  ]
  return [subject, ...lines.map((line) => `  ${line}`)].join('\n')
}
