import { formatCount } from '../../core/format-count.js'
import { type EntityRegistry, isBundledEntity } from '../../domain/entities/registry.js'

/** `14 pets`: the records of the project's own entities in a dataset. */
export function listOwnCounts(
  counts: Readonly<Record<string, number>>,
  entities: EntityRegistry,
): readonly string[] {
  return entities.all.flatMap(({ name, plural }) => {
    const count = counts[plural]
    return isBundledEntity(name) || count === undefined ? [] : [formatCount(count, name, plural)]
  })
}
