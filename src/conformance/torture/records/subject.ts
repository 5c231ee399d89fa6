import type { RandomStream } from '../../../dataset/generator/random-stream.js'
import type { Operation } from '../../../services/http/api/operation.js'
import type { ContractResponse, RawCall } from '../../contract-caller.js'
import type { Fields } from './step.js'

/** The records of an episode have something in common that no other record has. */
export type Scope = number

/** A record that was acknowledged, with its fields as they must be. */
export interface KnownRecord {
  readonly id: string
  readonly fields: Fields
}

/** Sends a request as the owner of the records. */
export type Call = (operation: Operation, input: RawCall) => Promise<ContractResponse>

/** How a service is tortured. Operations have one path parameter, `id`. */
export interface TortureSubject {
  readonly create: Operation
  readonly get: Operation
  readonly update: Operation
  readonly remove: Operation
  readonly list: Operation
  /** Called once before the first episode, with requests of the owner of the family. Throws `TortureFailure`. */
  prepare(call: Call): Promise<void>
  /** The fields of new records, from the dataset. */
  createFields(random: RandomStream): Fields
  /** Records at the limits of days and months, and amounts that binary fractions do not have. */
  createEdgeFields(random: RandomStream): readonly Fields[]
  /** A change of some fields. */
  changeFields(random: RandomStream): Fields
  readonly invalidFields: Fields
  /** The body that creates a record of an episode. */
  toBody(fields: Fields, scope: Scope): Fields
  /** The query whose result is all records of an episode. */
  toListQuery(scope: Scope): Readonly<Record<string, string>>
  /** Compares what the service computes of all records of an episode. Throws `ContractViolation`. */
  checkTotals(call: Call, scope: Scope, records: readonly KnownRecord[]): Promise<void>
}
