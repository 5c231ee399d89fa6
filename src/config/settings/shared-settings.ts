import { boolean } from '../../core/schema.js'
import { setting } from '../setting.js'

export const PROTECTED = setting(
  boolean({ description: 'If true, no command changes this store, whatever its flags are.' }),
)

export const EXTERNAL = 'homemanager does not start or stop it, and down --volumes does not delete its data.'
