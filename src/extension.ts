export {
  defineColumns,
  defineEntity,
  defineExtension,
  type Extension,
  type ExtensionEntity,
  type ExtensionInput,
  type ExtensionInvariant,
  type OwnColumns,
} from './app/extensions/extension.js'
export {
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
  timestamp,
  uuid,
  type Field,
  type Fields,
  type InferRecord,
} from './domain/entities/field.js'
export type { Column, EntityId, Place, PlainRecord, ReferenceDeclaration } from './domain/entities/entity.js'
export { toDecimal128 } from './dataset/generator/format-cents.js'
export { createEventHandler, RetryLater, type EventHandler } from './events/event-handler.js'
export { definePattern, type AccessPattern } from './stores/contracts/access-pattern.js'
