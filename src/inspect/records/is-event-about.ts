import type { EntityRegistry } from '../../domain/entities/registry.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'

/** False for an event of another entity, whose record has the same id. */
export function isEventAbout(entities: EntityRegistry, kind: string, { type }: EventEnvelope): boolean {
  const named = type.split('.')[1] ?? ''
  return named === kind || !entities.isInspectable(named)
}
