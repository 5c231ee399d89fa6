// The order of these two is what this file is for: see there.
import { forgetRuntimeName } from './runtime-name.js'
import pg from 'pg'

forgetRuntimeName()

export { pg }
