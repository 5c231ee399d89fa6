import type { EntityName } from '../../domain/entities/registry.js'
import { DAY_MS, getMidnightDaysBefore } from './calendar.js'
import type { GeneratorInput } from './entity-generator.js'
import type { PlannedFamily } from './family-plan.js'
import type { GeneratorContext } from './generator-context.js'
import { getLocaleFaker } from './locale-faker.js'

/** What the generator of an entity gets for a family. */
export function createGeneratorInput<Family extends PlannedFamily>(
  { profile, anchor, ids }: GeneratorContext,
  family: Family,
  entity: EntityName,
): GeneratorInput<Family> {
  return {
    family,
    profile,
    random: family.random,
    faker: (random) => getLocaleFaker(family.locale, random),
    time: { anchor, firstDay: getMidnightDaysBefore(family.createdAt, 0) + DAY_MS },
    createId: ({ member = 0, ordinal = 0, entity: other = entity }, time) =>
      ids.encode({ kind: other, family: family.index, member, ordinal }, time),
  }
}
