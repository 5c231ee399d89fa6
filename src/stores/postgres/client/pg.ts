// The shim must be imported before pg.
import { removeNavigatorShim } from './navigator-shim.js'
import pg from 'pg'

removeNavigatorShim()

export { pg }
