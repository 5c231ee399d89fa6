import type { Schema } from '../../core/schema.js'

/** Returns the name of a user or a family; the id if the name is not known. */
export type NameLookup = (id: string | null | undefined) => string

/** A type of event: its name, and a schema of its data. */
export interface EventDefinition<Type extends string = string, Data = unknown> {
  /** `<service>.<aggregate>.<what happened>`. It is stored in the event log, so it never changes. */
  readonly type: Type
  /**
   * The data that consumers may rely on. Events may have other fields too. The event log keeps events of earlier versions,
   * so a new field must be optional.
   */
  readonly data: Schema<Data>
  /**
   * What happened, for people: with titles, amounts and names. `name` returns the name of a user or a family, or its id. `changed`
   * has the fields that are not as before; undefined if it is not known.
   */
  readonly describe: (
    data: Data,
    name: NameLookup,
    subject: string,
    changed: readonly string[] | undefined,
  ) => string
}

/** Defines a type of event. Consumers can handle it once it is in `registry.ts`. */
export function defineEvent<const Type extends string, Data extends object>(
  definition: EventDefinition<Type, Data>,
): EventDefinition<Type, Data> {
  return definition
}
