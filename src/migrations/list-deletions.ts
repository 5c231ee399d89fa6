import type { MigrationPlan } from './plan-migrations.js'

/** What the pending migrations delete: `postgres/0003-drop deletes legacy, which contains data (12 rows)`. */
export function listDeletions({ items }: MigrationPlan): readonly string[] {
  return items.flatMap(({ store, id, steps }) =>
    steps
      .flatMap(({ warnings }) => warnings)
      .filter((warning) => warning.startsWith('deletes '))
      .map((warning) => `${store}/${id} ${warning}`),
  )
}
