import type { Schema } from '../../core/schema.js'

/** A type of event: its name, and a schema of its data. */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  /** `<service>.<aggregate>.<what happened>`. It is stored in the event log, so it never changes. */
  readonly type: Type
  /**
   * The data that consumers may rely on. Events may have other fields too. The event log keeps events of earlier versions,
   * so a new field must be optional.
   */
  readonly data: Schema<Data>
}

/** Defines a type of event. Consumers can handle it once it is in `registry.ts`. */
export function defineEvent<const Type extends string, Data extends object>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> {
  return definition
}
