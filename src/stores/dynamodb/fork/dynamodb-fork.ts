import type { StoreFork } from '../../contracts/store-fork.js'
import { dropTable, forkTable } from './fork-table.js'

/** A copy of the table, in an engine of its own or with another name. */
export const dynamodbFork: StoreFork<'dynamodb'> = { serial: false, create: forkTable, drop: dropTable }
