import { ADDON_PORTS, type AddonName } from '../../core/addon-name.js'
import { STORE_PORTS } from '../../core/store-types.js'
import { integer } from '../../core/schema.js'
import type { ServiceName } from '../../core/service-name.js'
import type { StoreName } from '../../core/store-name.js'
import { type DefaultedSetting, defaultedSetting, toVariableName } from '../setting.js'

export type PortName = StoreName | ServiceName | 'gateway' | AddonName

/** In the order in which the configuration lists them. */
const DEFAULT_PORTS: Readonly<Record<PortName, number>> = {
  ...STORE_PORTS,
  gateway: 4000,
  identity: 4001,
  todo: 4002,
  budget: 4003,
  ...ADDON_PORTS,
}

export const PORTS = Object.fromEntries(
  Object.entries(DEFAULT_PORTS).map(([name, defaultPort]) => [name, createPort(name, defaultPort)]),
) as Readonly<Record<PortName, DefaultedSetting<number>>>

function createPort(name: string, defaultPort: number): DefaultedSetting<number> {
  const description = 'Pinned port on 127.0.0.1. If another process uses it, homemanager up fails.'
  return defaultedSetting(
    defaultPort,
    integer({ minimum: 1, maximum: 65_535, description }),
    toVariableName(name, 'PORT'),
  )
}
