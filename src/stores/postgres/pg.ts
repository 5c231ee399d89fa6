// The order of these two is what this file is for: see there.
import { removeNavigatorShim } from './navigator-shim.js'
import pg from 'pg'

removeNavigatorShim()

export { pg }
