import type { Operation } from '../services/http/api/operation.js'
import type { ContractCaller, RawCall } from './contract-caller.js'

/** Users of a contract test: three members of one family, a former member, and the owner of another. */
export interface TestUsers {
  readonly owner: ContractCaller
  /** An adult. */
  readonly member: ContractCaller
  readonly child: ContractCaller
  readonly stranger: ContractCaller
  /** Was removed from the family more than a second ago, and uses the access token from before. */
  readonly former: ContractCaller
}

/** A check of one operation. Throws `ContractViolation`, or any other error, if it fails. */
export interface ContractCheck {
  readonly operation: Operation
  readonly name: string
  run(testUsers: TestUsers): Promise<void>
}

/** A contract: the checks of each operation, and how to make a valid call of it. */
export interface ServiceContract {
  /** By operation id: prepares the data and returns a call that must succeed for the owner. */
  readonly samples: Readonly<Record<string, (testUsers: TestUsers) => Promise<RawCall>>>
  readonly checks: readonly ContractCheck[]
}
