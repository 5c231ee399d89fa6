import {
  type EntityRegistry,
  type InspectableEntity,
  isBundledEntity,
} from '../../domain/entities/registry.js'

/** homemanager's own entities whose records a service changes. */
export const SERVICE_EDITED = ['todo', 'expense', 'budget', 'family', 'user'] as const

export type ServiceEdited = (typeof SERVICE_EDITED)[number]

/** Whether records of the entity can be edited: those that a service changes, and the project's own. */
export function isEditable(entities: EntityRegistry, name: string): boolean {
  if (!entities.isInspectable(name)) return false
  return !isBundledEntity(name) || SERVICE_EDITED.some((each) => each === name)
}

export function listEditableEntities(entities: EntityRegistry): readonly InspectableEntity[] {
  return entities.listInspectable().filter((name) => isEditable(entities, name))
}
