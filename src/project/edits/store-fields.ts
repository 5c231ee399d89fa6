import type { Entity } from '../../domain/entities/entity.js'
import type { FieldType } from '../../domain/entities/field.js'
import { BUNDLED_ENTITIES, type InspectableEntity, isBundledEntity } from '../../domain/entities/registry.js'
import type { EditField, InputType } from '../../inspect/editing/edit-field.js'
import type { EditableRecord } from '../../stores/contracts/record-editor.js'

const INPUT_TYPES: Readonly<Record<FieldType, InputType>> = {
  uuid: 'text',
  text: 'text',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  timestamp: 'time',
  date: 'time',
  // As text, because a number would not be exact.
  decimal: 'text',
  object: 'json',
  list: 'json',
  json: 'json',
}

/**
 * Whether a field is the project's own: of an entity of its own, or a column that it has added to one of homemanager's. The
 * services own all others, and do not allow those to change that they do not change themselves.
 */
export function isOwnField(entity: Entity, name: string): boolean {
  if (entity.id.fields.includes(name) || entity.keys?.names.includes(name) === true) return false
  if (!isBundledEntity(entity.name)) return true
  const { fields, maintainedFields = [] } = BUNDLED_ENTITIES.get(entity.name)
  return fields[name] === undefined && !maintainedFields.includes(name)
}

/** The own fields of a record: those that it has, and those that it could have. */
export function listStoreFields({ entity, fields }: EditableRecord): readonly EditField[] {
  const names = new Set([...Object.keys(entity.fields), ...fields.keys()])
  return [...names]
    .filter((name) => isOwnField(entity, name) && entity.fields[name]?.secret !== true)
    .map((name) => {
      const declared = entity.fields[name]
      const stored = fields.get(name)
      const type = stored?.type ?? declared?.type ?? 'json'
      const reference = entity.references?.find(({ field }) => field === name)
      const { values, maxLength } = declared ?? {}
      return {
        name,
        type: values !== undefined ? 'choice' : toInputType(type, stored?.value),
        value: stored?.value,
        description: '',
        nullable: declared === undefined || declared.nullable === true || declared.optional === true,
        store: entity.place.store,
        ...(values === undefined ? {} : { choices: values }),
        ...(maxLength === undefined ? {} : { maxLength }),
        // Its value may have a prefix.
        ...(reference === undefined ? {} : { references: reference.entity as InspectableEntity }),
      }
    })
}

function toInputType(type: FieldType, value: unknown): InputType {
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return type === 'list' && isTexts ? 'list' : INPUT_TYPES[type]
}
