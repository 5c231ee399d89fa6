import type { Operation } from '../services/http/operation.js'
import type { ContractCaller, RawCall } from './contract-caller.js'

/** Who a contract test calls as: two members of one family, and somebody of another. */
export interface TestUsers {
  readonly owner: ContractCaller
  readonly member: ContractCaller
  readonly stranger: ContractCaller
}

/** One thing that an operation promises. It throws ContractBroken, or anything else, when that does not hold. */
export interface ContractCheck {
  readonly operation: Operation
  readonly name: string
  run(testUsers: TestUsers): Promise<void>
}

/** A contract: what is checked of each operation, and how a good call of it is made. */
export interface ServiceContract {
  /** By operation id: makes what is needed and gives a call that must succeed when the owner makes it. */
  readonly samples: Readonly<Record<string, (testUsers: TestUsers) => Promise<RawCall>>>
  readonly checks: readonly ContractCheck[]
}
