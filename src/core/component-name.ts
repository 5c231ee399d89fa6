import { SERVICE_NAMES, type ServiceName } from './service-name.js'
import { STORE_NAMES, type StoreName } from './store-name.js'

/** A part of a stack that has a status of its own. */
export type ComponentName = StoreName | 'gateway' | ServiceName
export const COMPONENT_NAMES: readonly ComponentName[] = [...STORE_NAMES, 'gateway', ...SERVICE_NAMES]
