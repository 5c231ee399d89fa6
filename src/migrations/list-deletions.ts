import type { MigrationPlan } from './plan-migrations.js'

/** What the pending migrations delete: `postgres/0003-drop deletes legacy, which contains data (12 rows)`. */
export function listDeletions(plan: MigrationPlan): readonly string[] {
  return listDeletingMigrations(plan).flatMap(({ migration, deletions }) =>
    deletions.map((deletion) => `${migration} ${deletion}`),
  )
}

/** The pending migrations that delete data, such as `postgres/0003-drop`, with what they delete. */
export function listDeletingMigrations({
  items,
}: MigrationPlan): readonly { readonly migration: string; readonly deletions: readonly string[] }[] {
  return items
    .map(({ store, id, steps }) => ({
      migration: `${store}/${id}`,
      deletions: steps
        .flatMap(({ warnings }) => warnings)
        .filter((warning) => warning.startsWith('deletes ')),
    }))
    .filter(({ deletions }) => deletions.length > 0)
}
