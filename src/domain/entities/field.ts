import type { Decimal128 } from 'bson'

/**
 * How a value is stored. `timestamp` is a time as an ISO 8601 string in UTC, `date` a time as a `Date` (MongoDB), `decimal`
 * an exact decimal number (MongoDB), `json` any JSON value.
 */
export type FieldType =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | 'date'
  | 'decimal'
  | 'object'
  | 'list'
  | 'json'

declare const VALUE: unique symbol

/** A field of a record: its type and constraints, as plain data. */
export interface Field<Value = unknown> {
  readonly type: FieldType
  /** The field may be absent. */
  readonly optional?: boolean
  /** The value may be null. */
  readonly nullable?: true
  /** Never shown to people: a password hash, for example. */
  readonly secret?: true
  /** An scrypt hash as a PHC string. Another hash of the same password is equivalent. */
  readonly passwordHash?: true
  /** Of a text, in characters. */
  readonly maxLength?: number
  /** Of a text: the only values that are allowed. */
  readonly values?: readonly string[]
  /** Of an object. */
  readonly fields?: Fields
  /** Of a list. */
  readonly items?: Field
  /** Exists for the compiler only: the type of the field's values. */
  readonly [VALUE]?: Value
}

export interface OptionalField<Value = unknown> extends Field<Value> {
  readonly optional: true
}

/** Fields by name, in the order in which they are stored and shown. */
export type Fields = Readonly<Record<string, Field>>

type InferValue<F> = F extends Field<infer Value> ? Value : never
type OptionalName<F extends Fields> = {
  [Name in keyof F]: F[Name] extends OptionalField ? Name : never
}[keyof F]
type Flat<T> = { [Name in keyof T]: T[Name] }

/** The type of a record with these fields. */
export type InferRecord<F extends Fields> = Flat<
  { readonly [Name in Exclude<keyof F, OptionalName<F>>]: InferValue<F[Name]> } & {
    readonly [Name in OptionalName<F>]?: InferValue<F[Name]>
  }
>

export function uuid(): Field<string> {
  return { type: 'uuid' }
}

export function text(options: { readonly maxLength?: number } = {}): Field<string> {
  return { type: 'text', ...options }
}

/** A text that is one of these values. */
export function oneOf<const Value extends string>(
  values: readonly Value[],
  options: { readonly maxLength?: number } = {},
): Field<Value> {
  return { type: 'text', values, ...options }
}

export function integer(): Field<number> {
  return { type: 'integer' }
}

export function double(): Field<number> {
  return { type: 'double' }
}

export function boolean(): Field<boolean> {
  return { type: 'boolean' }
}

export function timestamp(): Field<string> {
  return { type: 'timestamp' }
}

export function date(): Field<Date> {
  return { type: 'date' }
}

export function decimal(): Field<Decimal128> {
  return { type: 'decimal' }
}

export function object<const F extends Fields>(fields: F): Field<InferRecord<F>> {
  return { type: 'object', fields }
}

export function list<Value>(items: Field<Value>): Field<readonly Value[]> {
  return { type: 'list', items }
}

/** A list of exactly two values. */
export function pair<Value>(items: Field<Value>): Field<readonly [Value, Value]> {
  return { type: 'list', items }
}

/** An object whose structure is not declared. */
export function json(): Field<Readonly<Record<string, unknown>>> {
  return { type: 'json' }
}

/** A value whose structure is declared as a type only. */
export function typedJson<Value>(): Field<Value> {
  return { type: 'json' }
}

export function optional<Value>(field: Field<Value>): OptionalField<Value> {
  return { ...field, optional: true }
}

export function nullable<Value>(field: Field<Value>): Field<Value | null> {
  return { ...(field as Field<Value | null>), nullable: true }
}

/** An scrypt hash of a password as a PHC string. Never shown. */
export function passwordHash(options: { readonly maxLength?: number } = {}): Field<string> {
  return { type: 'text', secret: true, passwordHash: true, ...options }
}
