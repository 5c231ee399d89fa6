import { SERVICE_NAMES, type ServiceName } from './service-name.js'
import { STORE_NAMES, type StoreName } from './store-name.js'

/** A component that every stack has; add-ons are optional. */
export type ComponentName = StoreName | 'gateway' | ServiceName
export const COMPONENT_NAMES: readonly ComponentName[] = [...STORE_NAMES, 'gateway', ...SERVICE_NAMES]
