import { type ObjectType, optional, type Optional, type Schema, withKeywords } from '../core/schema.js'

/** The name of an environment variable. */
export type VariableName = `HOMEMANAGER_${string}`

/** `HOMEMANAGER_POSTGRES_REPLICA_PORT` for `postgres-replica` and `PORT`. */
export function toVariableName(component: string, what: string): VariableName {
  return `HOMEMANAGER_${component.replaceAll('-', '_').toUpperCase()}_${what}`
}

/** A setting: an optional field of homemanager.yaml, which may also have an environment variable. */
export interface Setting<T> extends Optional<T> {
  readonly variable?: VariableName
}

/** A setting that always has a value. */
export interface DefaultedSetting<T> extends Setting<T> {
  readonly defaultValue: T
}

export type Settings = Readonly<Record<string, Setting<unknown>>>

/** The values of settings. A setting without a default may have none. */
export type SettingValues<S extends Settings> = ObjectType<{
  readonly [K in keyof S]: S[K] extends DefaultedSetting<infer T> ? Schema<T> : S[K]
}>

/** The values of settings that are grouped in sections. */
export type SectionValues<S extends Readonly<Record<string, Settings>>> = {
  readonly [K in keyof S]: SettingValues<S[K]>
}

/** Defines a setting without a default. The variable takes precedence over the field; the description names it. */
export function setting<T>(schema: Schema<T>, variable?: VariableName): Setting<T> {
  if (variable === undefined) return optional(schema)
  const documented = withKeywords(schema, {
    description: `${getDescription(schema)} Environment variable: ${variable}.`,
  })
  return { ...optional(documented), variable }
}

/** Defines a setting with a default. The schema has it as `default` and in its description. */
export function defaultedSetting<T extends string | number>(
  defaultValue: T,
  schema: Schema<T>,
  variable?: VariableName,
): DefaultedSetting<T> {
  const documented = withKeywords(schema, {
    default: defaultValue,
    description: `${getDescription(schema)} Default: ${defaultValue}.`,
  })
  return { ...setting(documented, variable), defaultValue }
}

function getDescription(schema: object): string {
  return (schema as { readonly description?: string }).description ?? ''
}
